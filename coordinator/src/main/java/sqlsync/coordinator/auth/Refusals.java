package sqlsync.coordinator.auth;

import java.util.concurrent.CompletionException;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.log.EventLog;

/** Logs, once each, that somebody was not let in. */
public final class Refusals {
    private Refusals() {}

    /**
     * @param problem what {@link AccessControl#admit} has failed with
     * @param address whose request it was
     * @return the error that the client gets: {@code unauthorized}, or {@code storage-unavailable}
     *     where it could not be found out and is worth another try
     */
    public static SqlSyncException log(Throwable problem, String documentId, String address) {
        Throwable cause = cause(problem);
        if (cause instanceof RefusedException refused) {
            EventLog.atInfo()
                    .addKeyValue("document", documentId)
                    .addKeyValue("user", refused.user())
                    .addKeyValue("address", address)
                    .addKeyValue("message", refused.getMessage())
                    .addKeyValue("detail", refused.detail())
                    .log("access-refused");
            return new SqlSyncException(ErrorCode.UNAUTHORIZED, refused.getMessage());
        }
        boolean expected = cause instanceof UnavailableException;
        (expected ? EventLog.atWarn() : EventLog.atError().setCause(cause))
                .addKeyValue("document", documentId)
                .addKeyValue("address", address)
                .addKeyValue("message", expected ? cause.getMessage() : null)
                .log("access-unknown");
        return new SqlSyncException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Who you are and what you may do could not be found out just now. Try again.");
    }

    /** What has really failed. */
    public static Throwable cause(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null
                ? problem.getCause()
                : problem;
    }
}
