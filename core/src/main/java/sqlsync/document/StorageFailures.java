package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.platform.StorageException;

/** Describes a failure of storage to users. */
public final class StorageFailures {
    private StorageFailures() {}

    /** A failure of storage, with its code and a sentence. */
    public static SqlSyncException describe(StorageException failure) {
        return switch (failure.kind()) {
            case FULL ->
                    new SqlSyncException(
                            ErrorCode.QUOTA_EXCEEDED,
                            "Storage is full: "
                                    + failure.getMessage()
                                    + " Nothing that was acknowledged is lost; free space and try again.");
            case UNAVAILABLE ->
                    new SqlSyncException(
                            ErrorCode.STORAGE_UNAVAILABLE,
                            "Storage can't be reached: " + failure.getMessage());
            case CORRUPT ->
                    new SqlSyncException(
                            ErrorCode.STORAGE_CORRUPT,
                            "Stored data is damaged: " + failure.getMessage());
            case FAILED ->
                    new SqlSyncException(
                            ErrorCode.STORAGE_FAILED, "Storage failed: " + failure.getMessage());
        };
    }
}
