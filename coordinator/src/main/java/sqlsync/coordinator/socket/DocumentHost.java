package sqlsync.coordinator.socket;

import java.util.function.Consumer;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.auth.Admission;
import sqlsync.coordinator.auth.Refusals;
import sqlsync.coordinator.auth.Right;
import sqlsync.coordinator.document.Documents;
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
        Right wanted = attach.create() ? Right.WRITE : Right.READ;
        admit(
                attach,
                wanted,
                admission -> admitted(attach, admission, peer, answer),
                problem -> {
                    sockets.metrics().add("attaches_refused_total", 1);
                    refuse(attach, problem, answer);
                    socket.refused();
                });
    }

    /** Both are called on the loop. */
    private void admit(
            Message.Attach attach,
            Right wanted,
            Consumer<Admission> admitted,
            Consumer<Throwable> refused) {
        sockets.accessControl()
                .admit(attach.token(), attach.documentId(), wanted)
                .whenComplete(
                        (admission, problem) ->
                                loop.execute(
                                        () -> {
                                            if (problem == null) {
                                                admitted.accept(admission);
                                            } else {
                                                refused.accept(problem);
                                            }
                                        }));
    }

    private void admitted(
            Message.Attach attach,
            Admission admission,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        String user = admission.who().user();
        if (!socket.admit(user)) {
            answer.refused(
                    ErrorCode.CLOSED.text(), "The coordinator has too many connections.", true);
            return;
        }
        Right held = admission.grant().right();
        RightsWatch watch =
                new RightsWatch(
                        answer,
                        loop,
                        admission,
                        again ->
                                admit(
                                        attach,
                                        held,
                                        again,
                                        problem -> refuse(attach, problem, answer)));
        sockets.documents()
                .use(
                        attach.documentId(),
                        new Documents.Want(
                                attach.reducer(), attach.create() && admission.mayWrite(), user),
                        new ChannelUse(
                                attach,
                                user,
                                admission.mayWrite(),
                                loop,
                                inFlight,
                                sockets.quotas().incoming,
                                peer,
                                watch));
    }

    private void refuse(Message.Attach attach, Throwable problem, ServerConnection.Answer answer) {
        sockets.fatal().check(Refusals.cause(problem));
        SqlSyncException why = Refusals.log(problem, attach.documentId(), socket.address());
        boolean refused = why.code() == ErrorCode.UNAUTHORIZED;
        ErrorCode code = refused ? why.code() : ErrorCode.COORDINATOR_FAILED;
        answer.refused(code.text(), why.getMessage(), !refused);
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
