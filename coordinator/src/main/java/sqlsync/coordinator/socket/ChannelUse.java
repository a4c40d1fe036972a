package sqlsync.coordinator.socket;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.CoordinatorDocument;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.replication.ServerConnection;

/**
 * One channel between two loops: the connection's, where {@code peer} and {@code answer} live, and
 * the document's, where this is called.
 */
final class ChannelUse implements Use, ChannelPeer {
    private final Message.Attach attach;
    private final String user;
    private final boolean writes;
    private final EventLoop connectionLoop;
    private final InFlight inFlight;
    private final ChannelPeer peer;
    private final ServerConnection.Answer answer;

    ChannelUse(
            Message.Attach attach,
            String user,
            boolean writes,
            EventLoop connectionLoop,
            InFlight inFlight,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        this.attach = attach;
        this.user = user;
        this.writes = writes;
        this.connectionLoop = connectionLoop;
        this.inFlight = inFlight;
        this.peer = peer;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease lease) {
        ServerChannel channel = document.attach(attach, user, writes, this);
        // Before anything that the channel sends: that is posted later, by this same thread.
        connectionLoop.execute(() -> answer.accepted(new Posted(channel, lease)));
    }

    @Override
    public void failed(SqlSyncException why) {
        connectionLoop.execute(() -> DocumentHost.refuse(why, answer));
    }

    @Override
    public void lost() {
        send(
                new Message.Refused(
                        attach.channel(),
                        ErrorCode.CLOSED.text(),
                        "The coordinator had to close the document. Attach again.",
                        true));
    }

    @Override
    public void send(Message message) {
        connectionLoop.execute(() -> peer.send(message));
    }

    /** Asked on the document's loop; how much waits in the link, any thread may ask. */
    @Override
    public boolean congested() {
        return peer.congested();
    }

    @Override
    public void malformed(String reason) {
        connectionLoop.execute(() -> peer.malformed(reason));
    }

    /** The document's end as the connection sees it. */
    private final class Posted implements ServerChannel {
        private final ServerChannel channel;
        private final Lease lease;

        Posted(ServerChannel channel, Lease lease) {
            this.channel = channel;
            this.lease = lease;
        }

        @Override
        public void received(Message message) {
            int bytes = message instanceof Message.Entries entries ? entries.bytes().length : 0;
            inFlight.add(bytes);
            lease.loop()
                    .execute(
                            () -> {
                                try {
                                    channel.received(message);
                                } finally {
                                    inFlight.remove(bytes);
                                }
                            });
        }

        @Override
        public void closed() {
            lease.loop()
                    .execute(
                            () -> {
                                channel.closed();
                                lease.release();
                            });
        }
    }
}
