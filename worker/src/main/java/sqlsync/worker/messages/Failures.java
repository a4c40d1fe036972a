package sqlsync.worker.messages;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsFailure;
import sqlsync.sqlite.SqlException;

/** Turns what was thrown into the error that a page is sent. */
public final class Failures {
    private Failures() {}

    public static SqlSyncException describe(RuntimeException failure) {
        if (failure instanceof SqlSyncException known) {
            return known;
        }
        if (failure instanceof SqlException) {
            return new SqlSyncException(ErrorCode.SQL_ERROR, failure.getMessage());
        }
        if (failure instanceof IllegalArgumentException) {
            return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, failure.getMessage());
        }
        return new SqlSyncException(
                ErrorCode.WORKER_FAILED, "The worker failed: " + JsFailure.message(failure) + ".");
    }
}
