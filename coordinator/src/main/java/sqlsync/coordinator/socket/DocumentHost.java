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
    private final AttachRefusals refusals;

    /**
     * @param loop of the connection
     */
    DocumentHost(Sockets sockets, SyncSocket socket, EventLoop loop, InFlight inFlight) {
        this.sockets = sockets;
        this.socket = socket;
        this.loop = loop;
        this.inFlight = inFlight;
        refusals = new AttachRefusals(sockets.metrics(), socket.address());
    }

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        socket.attaches();
        admitThenOpen(attach, peer, answer);
    }

    private void admitThenOpen(
            Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        Right wanted = attach.create() ? Right.WRITE : Right.READ;
        long revocations = sockets.channels().revocations();
        admit(
                attach.token(),
                attach,
                wanted,
                admission -> admitted(attach, admission, revocations, peer, answer),
                problem -> {
                    refuse(attach, problem, answer);
                    socket.refused();
                });
    }

    /** Both are called on the loop. */
    private void admit(
            String token,
            Message.Attach attach,
            Right wanted,
            Consumer<Admission> admitted,
            Consumer<Throwable> refused) {
        sockets.accessControl()
                .admit(token, attach.documentId(), wanted)
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
            long revocationsBefore,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        String user = admission.who().user();
        String full = socket.admit(user);
        if (full != null) {
            refusals.refuse(attach, user, new SqlSyncException(ErrorCode.CLOSED, full), answer);
            return;
        }
        Right held = admission.grant().right();
        RightsWatch watch =
                new RightsWatch(
                        sockets.channels(),
                        new OpenChannels.Attached(
                                attach.documentId(),
                                user,
                                socket.address(),
                                System.currentTimeMillis()),
                        attach,
                        admission,
                        answer,
                        peer,
                        loop,
                        (token, again, refused) -> admit(token, attach, held, again, refused),
                        problem -> refuse(attach, problem, answer));
        if (sockets.channels().revocations() != revocationsBefore) {
            // It was revoked, perhaps, before the channel was one that a revocation finds.
            sockets.channels().remove(watch);
            admitThenOpen(attach, peer, answer);
            return;
        }
        sockets.documents()
                .use(
                        attach.documentId(),
                        new Documents.Want(
                                attach.reducer(), attach.create() && admission.mayWrite(), user),
                        new ChannelUse(
                                attach,
                                user,
                                admission.who().claims(),
                                admission.mayWrite(),
                                loop,
                                inFlight,
                                sockets.quotas().incoming,
                                sockets.metrics(),
                                refusals,
                                watch,
                                watch));
    }

    private void refuse(Message.Attach attach, Throwable problem, ServerConnection.Answer answer) {
        sockets.fatal().check(Refusals.cause(problem));
        refusals.refuseAccess(Refusals.log(problem, attach.documentId(), socket.address()), answer);
    }
}
