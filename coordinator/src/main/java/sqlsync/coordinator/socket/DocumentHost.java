package sqlsync.coordinator.socket;

import java.util.concurrent.CompletionException;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.auth.Authorizer.Access;
import sqlsync.coordinator.auth.Identity;
import sqlsync.coordinator.auth.RefusedException;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerConnection;

/** Brings the channels of one connection together with documents on other loops. */
final class DocumentHost implements ServerConnection.Host {
    private final Sockets sockets;
    private final SyncSocket socket;
    private final EventLoop loop;
    private final InFlight inFlight;

    /**
     * @param loop of the connection
     */
    DocumentHost(Sockets sockets, SyncSocket socket, EventLoop loop, InFlight inFlight) {
        this.sockets = sockets;
        this.socket = socket;
        this.loop = loop;
        this.inFlight = inFlight;
    }

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        socket.attaches();
        Access[] accesses =
                attach.create()
                        ? new Access[] {Access.READ, Access.CREATE}
                        : new Access[] {Access.READ};
        sockets.accessControl()
                .admit(attach.token(), attach.documentId(), accesses)
                .whenComplete(
                        (who, problem) ->
                                loop.execute(
                                        () -> {
                                            if (problem == null) {
                                                admitted(attach, who, peer, answer);
                                            } else {
                                                refuse(attach, problem, answer);
                                            }
                                        }));
    }

    private void admitted(
            Message.Attach attach, Identity who, ChannelPeer peer, ServerConnection.Answer answer) {
        if (!socket.admit(who.user())) {
            answer.refused(
                    ErrorCode.CLOSED.text(), "The coordinator has too many connections.", true);
            return;
        }
        sockets.accessControl()
                .mayWrite(who, attach.documentId())
                .whenComplete(
                        (may, problem) ->
                                loop.execute(
                                        () -> {
                                            if (problem == null) {
                                                open(attach, who.user(), may, peer, answer);
                                            } else {
                                                refuse(attach, problem, answer);
                                            }
                                        }));
    }

    private void open(
            Message.Attach attach,
            String user,
            boolean writes,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        sockets.documents()
                .use(
                        attach.documentId(),
                        new Documents.Want(attach.reducer(), attach.create(), user),
                        new ChannelUse(
                                attach,
                                user,
                                writes,
                                loop,
                                inFlight,
                                sockets.quotas().incoming,
                                peer,
                                answer));
    }

    private void refuse(Message.Attach attach, Throwable problem, ServerConnection.Answer answer) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        boolean refused = cause instanceof RefusedException;
        if (!refused) {
            sockets.fatal().check(cause);
            EventLog.atError()
                    .addKeyValue("address", socket.address())
                    .setCause(cause)
                    .log("authentication-failed");
        }
        sockets.metrics().add("attaches_refused_total", 1);
        EventLog.atInfo()
                .addKeyValue("document", attach.documentId())
                .addKeyValue("address", socket.address())
                .addKeyValue("message", refused ? cause.getMessage() : null)
                .log("attach-refused");
        answer.refused(
                ErrorCode.UNAUTHORIZED.text(),
                refused ? cause.getMessage() : "Who you are could not be found out.",
                !refused);
        socket.refused();
    }

    /** What a device is told of a document that can't be had. */
    static void refuse(SqlSyncException why, ServerConnection.Answer answer) {
        switch (why.code()) {
            case NOT_FOUND, UNKNOWN_REDUCER, INCOMPATIBLE, UNAUTHORIZED ->
                    answer.refused(why.code().text(), why.getMessage(), false);
            case INVALID_ARGUMENT ->
                    answer.refused(ErrorCode.NOT_FOUND.text(), why.getMessage(), false);
            case REDUCER_MISMATCH ->
                    answer.refused(ErrorCode.INCOMPATIBLE.text(), why.getMessage(), false);
            case SCHEMA_TOO_NEW ->
                    answer.refused(
                            ErrorCode.INCOMPATIBLE.text(),
                            "The coordinator's reducer is older than the document. It needs the"
                                    + " newer one.",
                            false);
            case CLOSED, STORAGE_UNAVAILABLE ->
                    answer.refused(ErrorCode.CLOSED.text(), why.getMessage(), true);
            default ->
                    answer.refused(
                            ErrorCode.COORDINATOR_FAILED.text(),
                            "The coordinator can't open the document: " + why.getMessage(),
                            true);
        }
    }
}
