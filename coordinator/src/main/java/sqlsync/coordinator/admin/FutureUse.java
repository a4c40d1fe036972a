package sqlsync.coordinator.admin;

import java.util.concurrent.CompletableFuture;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Use;

/** A use of a document that comes to one result, for which the thread of a request waits. */
abstract class FutureUse<T> implements Use {
    final CompletableFuture<T> result = new CompletableFuture<>();

    @Override
    public final void failed(SqlSyncException why) {
        result.completeExceptionally(why);
    }

    @Override
    public final void lost() {
        result.completeExceptionally(
                new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The document had to be closed. Try again."));
    }
}
