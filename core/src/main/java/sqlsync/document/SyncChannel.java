package sqlsync.document;

import java.util.Objects;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.MalformedException;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.JournalKind;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ClientChannel;
import sqlsync.replication.DeviceChannel;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationDestination;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ReplicationSource;

/**
 * A document's conversation with its coordinator: who it is to it, where the two flows begin, what
 * comes and goes on them. What was not flushed is not sent and not acknowledged.
 */
final class SyncChannel implements DeviceChannel, ReplicationSource.Output, IncomingStorage.Owner {
    /** The document, as its channel sees it. */
    interface Owner {
        Reducer reducer();

        /** Makes everything durable that was gathered, then goes on. */
        void flush(Runnable then);

        /** Something was gathered that is to be flushed. */
        void gathered();

        /** A layer is on disk already. */
        void received(ReceivedLayer layer);

        /** The storage journal begins anew: what is applied is of another line of history. */
        void startsOver(boolean empty);

        /** The coordinator has answered, or could not be reached. */
        void contacted(SqlSyncException refusal);

        void changed();
    }

    /** A part of the window that is worth a message of its own. */
    private static final int ACKNOWLEDGE_BYTES = ReplicationLimits.STORAGE_WINDOW_BYTES / 4;

    private final String documentId;
    private final boolean create;
    private final Coordinator coordinator;
    private final DocumentLog log;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedContent content;
    private final SyncedBase base;
    private final Owner owner;
    private final TimelineClaim claim;
    private final Standing standing = new Standing();

    private ClientChannel channel;
    private ReplicationSource source;
    private ReplicationDestination destination;
    private IncomingStorage incoming;
    private boolean open;
    private boolean placing;
    private long wanted;
    private long acknowledgedBytes;
    private long acknowledgedLsn;
    private long bytesSent;
    private long bytesReceived;
    private int reopened;

    SyncChannel(
            SyncedState state,
            boolean create,
            Coordinator coordinator,
            SyncedContent content,
            Owner owner) {
        this.documentId = state.id();
        this.create = create;
        this.coordinator = coordinator;
        this.log = state.log();
        this.notes = state.notes();
        this.mutations = state.mutations();
        this.content = content;
        this.base = state.base();
        this.owner = owner;
        this.claim = new TimelineClaim(state, content, owner::flush);
    }

    void connect() {
        if (channel == null) {
            standing.clear();
            channel = coordinator.open(this);
        }
    }

    void disconnect() {
        if (channel != null) {
            ClientChannel closing = channel;
            channel = null;
            end();
            bytesSent += closing.bytesSent();
            bytesReceived += closing.bytesReceived();
            reopened += closing.reopened();
            closing.close();
        }
    }

    /** Begins again from what is on disk. */
    void restart() {
        if (channel != null) {
            channel.restart();
        }
    }

    @Override
    public Message.Attach attach(int number, String token) {
        end();
        return new Message.Attach(
                number,
                documentId,
                owner.reducer().name(),
                owner.reducer().schemaVersion(),
                token,
                create,
                Welcoming.position(log.timeline()),
                log.timeline().durableRange().first(),
                Welcoming.position(log.storage()));
    }

    @Override
    public void received(Message message) {
        if (message instanceof Message.Welcome welcome) {
            welcomed(welcome);
        } else if (!open) {
            // The channel is about to begin again.
            return;
        } else if (message instanceof Message.Entries entries) {
            destination.received(entries.bytes());
            acknowledge(ACKNOWLEDGE_BYTES);
        } else if (message instanceof Message.Acknowledge acknowledge) {
            if (!source.acknowledged(acknowledge.bytes())) {
                throw new MalformedException("acknowledged what was not sent: " + acknowledge);
            }
            standing.goesOn();
        } else if (message instanceof Message.Rejections rejections) {
            rejections.rejections().forEach(this::refuse);
            owner.gathered();
        } else if (message instanceof Message.Held notYet) {
            standing.held(notYet.code(), notYet.message());
            owner.changed();
        }
    }

    private void welcomed(Message.Welcome welcome) {
        standing.clear();
        if (!understands(welcome.schemaVersion())) {
            return;
        }
        if (!claim.isOurs(welcome)) {
            fork();
            return;
        }
        DeviceState state = notes.state();
        if (state.met()
                && mutations.size() > 0
                && !Objects.equals(state.user(), welcome.user())) {
            // A coordinator that was set back may have forgotten whose this timeline is.
            refused(
                    ErrorCode.UNAUTHORIZED.text(),
                    "This device's mutations belong to another user.",
                    false);
            return;
        }
        if (!state.met()
                || state.timelineNumber() != welcome.timelineNumber()
                || !Objects.equals(state.user(), welcome.user())) {
            notes.welcomed(welcome.user(), welcome.timelineNumber());
            content.changed();
        }
        open = true;
        wanted = welcome.storage().lsn();
        beginFlows(welcome);
        welcome.rejections().forEach(this::refuse);
        owner.gathered();
        owner.contacted(null);
        owner.changed();
    }

    private void beginFlows(Message.Welcome welcome) {
        long first = log.timeline().durableRange().first();
        source =
                new ReplicationSource(
                        log.timeline(),
                        Math.max(welcome.cursor(), first - 1),
                        ReplicationLimits.TIMELINE_WINDOW_BYTES,
                        this);
        incoming = new IncomingStorage(log.storage(), welcome.storage().id(), this);
        destination =
                new ReplicationDestination(
                        JournalKind.STORAGE,
                        ReplicationLimits.STORAGE_ENTRY_BYTES_MAX,
                        ReplicationLimits.STORAGE_WINDOW_BYTES,
                        incoming);
        boolean unknown = log.storage().id().isNone();
        if (unknown || welcome.diverged()) {
            IncomingStorage waits = incoming;
            placing = true;
            if (!unknown) {
                notes.diverged();
                base.forgetSettled();
            }
            content.place(
                    welcome.storage().id(),
                    !unknown,
                    () -> {
                        placing = false;
                        if (!unknown) {
                            owner.startsOver(welcome.storage().lsn() == 0);
                        }
                        waits.begin();
                    });
        } else {
            incoming.begin();
        }
        source.wake();
    }

    /** What the coordinator said of a mutation that is not settled here counts; else it is old. */
    private void refuse(Message.Rejection rejection) {
        if (claim.refused(rejection)) {
            content.changed();
        }
    }

    private void fork() {
        claim.fork(this::restart);
    }

    /** A batch is on disk: it may be sent and acknowledged. */
    void written(Iterable<ReceivedLayer> layers) {
        if (!open) {
            return;
        }
        for (ReceivedLayer layer : layers) {
            destination.release(layer.bytes());
        }
        acknowledge(log.storage().durableRange().last() > acknowledgedLsn ? 0 : ACKNOWLEDGE_BYTES);
        source.wake();
    }

    private void acknowledge(int atLeast) {
        long taken = destination.taken();
        if (atLeast == 0 || taken - acknowledgedBytes >= atLeast) {
            acknowledgedBytes = taken;
            // Before it is in place, the journal here is not the one that is spoken of.
            acknowledgedLsn = placing ? 0 : log.storage().durableRange().last();
            channel.send(new Message.Acknowledge(channel.number(), taken, acknowledgedLsn));
        }
    }

    // What comes of storage.

    @Override
    public boolean understands(int schemaVersion) {
        int known = owner.reducer().schemaVersion();
        if (schemaVersion <= known) {
            return true;
        }
        open = false;
        standing.tooNew(schemaVersion, known);
        owner.contacted(null);
        owner.changed();
        return false;
    }

    /** A newer reducer runs: what could not be understood may be now. */
    void reducerReplaced() {
        if (standing.isTooNew()) {
            standing.clear();
            restart();
        }
    }

    @Override
    public void layer(ReceivedLayer layer) {
        settle(layer);
        content.received(layer);
        owner.gathered();
    }

    @Override
    public void flushBefore(Runnable then) {
        owner.flush(then);
    }

    @Override
    public void fold(ReceivedLayer layer) {
        settle(layer);
        owner.received(layer);
        acknowledge(0);
        owner.gathered();
    }

    private void settle(ReceivedLayer layer) {
        int number = notes.state().timelineNumber();
        for (SettledHeader.Settled each : layer.header().settled()) {
            if (each.timeline() == number) {
                content.settled(each.lsn());
            }
        }
    }

    @Override
    public void release(int bytes) {
        destination.release(bytes);
        acknowledge(ACKNOWLEDGE_BYTES);
    }

    @Override
    public void failed(String why) {
        standing.failed(why);
        owner.changed();
        restart();
    }

    // What goes of the timeline.

    @Override
    public void entries(byte[] bytes) {
        channel.send(new Message.Entries(channel.number(), bytes));
    }

    @Override
    public boolean congested() {
        return channel.congested();
    }

    @Override
    public void failed(StorageException failure) {
        failed(failure.getMessage());
    }

    // What becomes of the channel.

    @Override
    public void refused(String code, String message, boolean retryable) {
        end();
        standing.refused(code, message);
        owner.contacted(new SqlSyncException(ErrorCode.of(code), message));
        owner.changed();
    }

    @Override
    public void interrupted(String why) {
        end();
        owner.contacted(new SqlSyncException(ErrorCode.NOT_FOUND, why));
        owner.changed();
    }

    private void end() {
        open = false;
        placing = false;
        claim.reset();
        acknowledgedBytes = 0;
        acknowledgedLsn = 0;
        if (source != null) {
            source.stop();
            incoming.stop();
            source = null;
            incoming = null;
        }
    }

    /** As {@link SyncStatus#connection}. */
    String connection() {
        return channel == null ? "disconnected" : standing.connection(open);
    }

    Standing standing() {
        return standing;
    }

    boolean isOpen() {
        return open;
    }

    boolean paused() {
        return channel == null;
    }

    /** Up to where storage went when the channel was opened. */
    long wanted() {
        return wanted;
    }

    long bytesSent() {
        return bytesSent + (channel == null ? 0 : channel.bytesSent());
    }

    long bytesReceived() {
        return bytesReceived + (channel == null ? 0 : channel.bytesReceived());
    }

    int reopened() {
        return reopened + (channel == null ? 0 : channel.reopened());
    }
}
