package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.Reducer;

/** Checks that a document is opened with the reducer it was created with. */
public final class ReducerNames {
    private ReducerNames() {}

    /**
     * @throws SqlSyncException {@code reducer-mismatch}
     */
    public static void require(String id, boolean existed, DocumentLabel label, Reducer reducer) {
        if (existed && !label.reducer().isEmpty() && !label.reducer().equals(reducer.name())) {
            throw mismatch(ErrorCode.REDUCER_MISMATCH, id, label.reducer(), reducer.name());
        }
    }

    /** Says that a document belongs to one reducer, and not to the other. */
    public static SqlSyncException mismatch(ErrorCode code, String id, String owner, String other) {
        return new SqlSyncException(
                code,
                "The document \""
                        + id
                        + "\" belongs to the reducer \""
                        + owner
                        + "\", not to \""
                        + other
                        + "\".");
    }
}
