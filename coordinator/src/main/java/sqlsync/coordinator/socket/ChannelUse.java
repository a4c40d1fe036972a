package sqlsync.coordinator.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Use;
import sqlsync.coordinator.limit.Budget;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.replication.ServerConnection;

/**
 * One channel between two loops: the connection's, where {@code peer} and {@code answer} live, and
 * the document's, where this is called.
 */
final class ChannelUse implements Use, ChannelPeer {
    /** Of which the time is taken; a device may cut its flow into bytes. */
    private static final int ARRIVALS_MAX = 1_000;

    private final Message.Attach attach;
    private final String user;
    private final String claims;
    private final boolean writes;
    private final EventLoop connectionLoop;
    private final InFlight inFlight;
    private final Budget incoming;
    private final Metrics metrics;
    private final AttachRefusals refusals;
    private final Object holder;
    private final ChannelPeer peer;
    private final ServerConnection.Answer answer;

    /** Bytes of it that are counted in the budget; for the document's loop. */
    private long holding;

    private boolean overBudget;

    /** Messages whose mutations are not all settled; for the document's loop. */
    private final Deque<Arrival> unsettled = new ArrayDeque<>();

    private long received;

    /**
     * A message with mutations.
     *
     * @param end how many bytes of the flow had come with it
     */
    private record Arrival(long end, long nanos) {}

    /**
     * @param incoming what all channels may keep of what came on them
     */
    ChannelUse(
            Message.Attach attach,
            String user,
            String claims,
            boolean writes,
            EventLoop connectionLoop,
            InFlight inFlight,
            Budget incoming,
            Metrics metrics,
            AttachRefusals refusals,
            ChannelPeer peer,
            ServerConnection.Answer answer) {
        this.attach = attach;
        this.user = user;
        this.claims = claims;
        this.writes = writes;
        this.connectionLoop = connectionLoop;
        this.inFlight = inFlight;
        this.incoming = incoming;
        this.metrics = metrics;
        this.refusals = refusals;
        this.holder = Quotas.holder(user);
        this.peer = peer;
        this.answer = answer;
    }

    @Override
    public void opened(CoordinatorDocument document, Lease lease) {
        ServerChannel channel = document.attach(attach, user, claims, writes, this);
        // Before anything that the channel sends: that is posted later, by this same thread.
        connectionLoop.execute(() -> answer.accepted(new Posted(channel, lease)));
    }

    @Override
    public void failed(SqlSyncException why) {
        connectionLoop.execute(() -> refusals.refuse(attach, user, why, answer));
    }

    @Override
    public void lost() {
        holding(0);
        refuse("The coordinator had to close the document. Attach again.");
    }

    @Override
    public void send(Message message) {
        if (message instanceof Message.Acknowledge acknowledged) {
            while (!unsettled.isEmpty() && unsettled.peek().end <= acknowledged.bytes()) {
                metrics.settling.since(unsettled.remove().nanos);
            }
        } else if (message instanceof Message.Rejections some) {
            some.rejections().forEach(each -> metrics.rejected(each.code(), each.reason()));
        } else if (message instanceof Message.Refused refused) {
            // A document that is closed ends channels, and refuses nobody.
            if (!refused.code().equals(ErrorCode.CLOSED.text())) {
                refusals.log(attach, user, refused.code(), refused.message());
            }
        }
        connectionLoop.execute(() -> peer.send(message));
    }

    /** Asked on the document's loop; how much waits in the link, any thread may ask. */
    @Override
    public boolean congested() {
        return peer.congested();
    }

    /** On the document's loop, in the middle of what the channel does. */
    @Override
    public void holding(long bytes) {
        long more = bytes - holding;
        holding = bytes;
        if (more <= 0) {
            incoming.give(holder, -more);
        } else if (!incoming.take(holder, more)) {
            incoming.takeAnyway(holder, more);
            if (!overBudget) {
                overBudget = true;
                refuse("The coordinator has no room for so long a mutation just now.");
            }
        }
    }

    private void refuse(String message) {
        send(new Message.Refused(attach.channel(), ErrorCode.CLOSED.text(), message, true));
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
            long now = System.nanoTime();
            inFlight.add(bytes);
            lease.loop()
                    .execute(
                            () -> {
                                try {
                                    if (lease.loop().isGivenUp()) {
                                        return;
                                    }
                                    received += bytes;
                                    if (bytes > 0 && unsettled.size() < ARRIVALS_MAX) {
                                        unsettled.add(new Arrival(received, now));
                                    }
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
                                if (!lease.loop().isGivenUp()) {
                                    channel.closed();
                                    lease.release();
                                }
                            });
        }
    }
}
