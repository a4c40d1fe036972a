package sqlsync.document.device;

import java.util.List;
import java.util.Objects;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.MalformedException;
import sqlsync.journal.DocumentLog;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ClientChannel;
import sqlsync.replication.DeviceChannel;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ReplicationSource;

/**
 * The device's end of the conversation about one document.
 *
 * <p>On WELCOME it compares both journals with the coordinator's and decides where the two flows
 * begin: the timeline goes out, storage comes in. A timeline that is not this device's (a copied or
 * restored profile) is replaced by a new one, a storage journal that diverged is dropped. Only
 * durable entries are sent, and only durable layers acknowledged.
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

        /** The coordinator has another limit for the document's size. */
        void limited();

        /** What was asked by {@link SyncChannel#mark} is answered. */
        void marked(long number, long storageLsn);

        void changed();
    }

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
    private final SyncStatusTracker standing = new SyncStatusTracker();

    private ClientChannel channel;
    private ReplicationSource source;
    private IncomingStorage incoming;
    private StorageReceipts receipts;
    private boolean open;
    private long wanted;
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
        } else {
            channel.hurry();
        }
    }

    /** Somebody waits for the coordinator. */
    void hurry() {
        if (channel != null) {
            channel.hurry();
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
                Message.Position.of(log.timeline()),
                log.timeline().durableRange().first(),
                Message.Position.of(log.storage()));
    }

    @Override
    public void received(Message message) {
        if (message instanceof Message.Welcome welcome) {
            welcomed(welcome);
        } else if (!open) {
            // The channel is about to begin again.
            return;
        } else if (message instanceof Message.Entries entries) {
            receipts.received(entries.bytes());
        } else if (message instanceof Message.Acknowledge acknowledge) {
            if (!source.acknowledged(acknowledge.bytes())) {
                throw new MalformedException("acknowledged what was not sent: " + acknowledge);
            }
            standing.settled(acknowledge.lsn());
        } else if (message instanceof Message.Rejections rejections) {
            refuse(rejections.rejections());
        } else if (message instanceof Message.Held notYet) {
            standing.held(notYet.lsn(), notYet.code(), notYet.message());
            owner.changed();
        } else if (message instanceof Message.Limits limits) {
            limited(limits.documentBytesMax());
        } else if (message instanceof Message.Mark mark) {
            owner.marked(mark.number(), mark.storageLsn());
        }
    }

    /** Asks up to where the coordinator's storage goes now; says nothing while it is not open. */
    void mark(long number) {
        if (open) {
            channel.send(new Message.Mark(channel.number(), number, 0));
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
        open = true;
        wanted = welcome.storage().lsn();
        source = timelineFrom(welcome.cursor());
        incoming = new IncomingStorage(log.storage(), welcome.storage().id(), this);
        receipts = new StorageReceipts(log.storage(), channel, incoming);
        if (log.readOnly()) {
            // What is on disk can be sent; what comes could not be kept.
            incoming.stop();
        } else {
            meet(welcome);
            beginStorage(welcome);
            refuse(welcome.rejections());
        }
        long foreign = claim.firstOfAnother(welcome.user());
        if (foreign != Long.MAX_VALUE) {
            source.endAt(foreign - 1);
            String why = "Changes of another user wait until that user is back.";
            standing.held(foreign, ErrorCode.UNAUTHORIZED.text(), why);
        }
        source.wake();
        owner.contacted(null);
        owner.changed();
    }

    private void limited(long documentBytesMax) {
        if (documentBytesMax != notes.state().documentBytesMax() && !log.readOnly()) {
            notes.limited(documentBytesMax);
            content.changed();
            owner.gathered();
            owner.limited();
        }
    }

    private ReplicationSource timelineFrom(long cursor) {
        return new ReplicationSource(
                log.timeline(),
                Math.max(cursor, log.timeline().durableRange().first() - 1),
                ReplicationLimits.TIMELINE_WINDOW_BYTES,
                this);
    }

    private void meet(Message.Welcome welcome) {
        DeviceState state = notes.state();
        if (!state.met()
                || state.timelineNumber() != welcome.timelineNumber()
                || !Objects.equals(state.user(), welcome.user())) {
            notes.welcomed(welcome.user(), welcome.timelineNumber());
            content.changed();
        }
        if (state.hasUnconfirmed()) {
            // What holds is said again; a coordinator that was set back may decide otherwise.
            notes.forgetUnconfirmed();
            content.changed();
        }
    }

    private void beginStorage(Message.Welcome welcome) {
        boolean unknown = log.storage().id().isNone();
        if (unknown || welcome.diverged()) {
            IncomingStorage waits = incoming;
            StorageReceipts silent = receipts;
            silent.placing(true);
            content.place(
                    welcome.storage().id(),
                    !unknown,
                    () -> {
                        silent.placing(false);
                        base.renumber(welcome.timelineNumber());
                        if (!unknown) {
                            owner.startsOver(welcome.storage().lsn() == 0);
                        }
                        waits.begin();
                    });
        } else {
            base.timeline(welcome.timelineNumber());
            incoming.begin();
        }
    }

    /**
     * What the coordinator said of mutations that are not settled here counts; else it is old. It
     * is said again as long as it can't be written down.
     */
    private void refuse(List<Message.Rejection> rejections) {
        if (log.readOnly()) {
            return;
        }
        for (Message.Rejection rejection : rejections) {
            if (claim.refused(rejection)) {
                content.changed();
            }
        }
        owner.gathered();
    }

    private void fork() {
        claim.fork(this::restart);
    }

    /** A batch is on disk: it may be sent and acknowledged. */
    void written(Iterable<ReceivedLayer> layers) {
        if (!open) {
            return;
        }
        receipts.written(layers);
        source.wake();
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
        content.settled(base.settledBy(layer));
        receipts.appended(layer);
        content.received(layer);
        owner.gathered();
    }

    @Override
    public void flushBefore(Runnable then) {
        owner.flush(then);
    }

    @Override
    public void fold(ReceivedLayer layer) {
        content.settledOnDisk(base.settledBy(layer));
        owner.received(layer);
        owner.gathered();
    }

    @Override
    public void foldTaken() {
        receipts.finished();
    }

    @Override
    public void release(int bytes) {
        receipts.release(bytes);
    }

    @Override
    public void failed(String why) {
        standing.failed(why);
        owner.changed();
        if (channel != null) {
            channel.restartLater();
        }
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
    public void hindered(String code, String message) {
        standing.hindered(code, message);
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
        claim.reset();
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

    SyncStatusTracker standing() {
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

    SyncFigures figures(Rebase rebase, UnsettledMutations unsettled) {
        return new SyncFigures(
                bytesSent + (channel == null ? 0 : channel.bytesSent()),
                bytesReceived + (channel == null ? 0 : channel.bytesReceived()),
                reopened + (channel == null ? 0 : channel.reopened()),
                rebase.rebases(),
                rebase.replayed(),
                unsettled.bytes());
    }
}
