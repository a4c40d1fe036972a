package sqlsync.coordinator.socket;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.replication.Message;
import sqlsync.replication.ServerConnection;

/**
 * Refuses attaches of a connection, and logs and counts each: {@code attach-refused}, with user,
 * address and reason. Those that a token does not allow are logged as {@code access-refused}.
 */
record AttachRefusals(Metrics metrics, String address) {
    /** A document can't be had, or no channel to it. */
    void refuse(
            Message.Attach attach,
            String user,
            SqlSyncException why,
            ServerConnection.Answer answer) {
        Message.Refused refused = refusal(attach.channel(), why);
        log(attach, user, refused.code(), refused.message());
        answer.refused(refused.code(), refused.message(), refused.retryable());
    }

    /** The document refuses a channel itself. */
    void log(Message.Attach attach, String user, String code, String message) {
        metrics.refusedAttach(code);
        EventLog.atInfo()
                .addKeyValue("document", attach.documentId())
                .addKeyValue("user", user)
                .addKeyValue("address", address)
                .addKeyValue("code", code)
                .addKeyValue("message", message)
                .log("attach-refused");
    }

    /** The token does not allow it, or that can't be found out; this is logged already. */
    void refuseAccess(SqlSyncException why, ServerConnection.Answer answer) {
        boolean refused = why.code() == ErrorCode.UNAUTHORIZED;
        ErrorCode code = refused ? why.code() : ErrorCode.COORDINATOR_FAILED;
        metrics.refusedAttach(code.text());
        answer.refused(code.text(), why.getMessage(), !refused);
    }

    /** What a device is told of a document that can't be had. */
    private static Message.Refused refusal(int channel, SqlSyncException why) {
        ErrorCode code =
                switch (why.code()) {
                    case NOT_FOUND, DELETED, UNKNOWN_REDUCER, INCOMPATIBLE, UNAUTHORIZED, CLOSED ->
                            why.code();
                    case INVALID_ARGUMENT -> ErrorCode.NOT_FOUND;
                    case REDUCER_MISMATCH, SCHEMA_TOO_NEW -> ErrorCode.INCOMPATIBLE;
                    case STORAGE_UNAVAILABLE -> ErrorCode.CLOSED;
                    default -> ErrorCode.COORDINATOR_FAILED;
                };
        String message =
                switch (code) {
                    case COORDINATOR_FAILED ->
                            "The coordinator can't open the document: " + why.getMessage();
                    default ->
                            why.code() == ErrorCode.SCHEMA_TOO_NEW
                                    ? "The coordinator's reducer is older than the document. It"
                                            + " needs the newer one."
                                    : why.getMessage();
                };
        boolean retryable = code == ErrorCode.CLOSED || code == ErrorCode.COORDINATOR_FAILED;
        return new Message.Refused(channel, code.text(), message, retryable);
    }
}
