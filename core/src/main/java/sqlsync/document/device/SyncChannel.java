package sqlsync.document.device;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.MalformedException;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Fold;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ReplicationSource;

/**
 * The device's end of the conversation about one document, as a part of {@link Synchronization}.
 *
 * <p>On WELCOME it compares both journals with the coordinator's and decides where the two flows
 * begin: the timeline goes out, storage comes in. A timeline that is not this device's (a copied or
 * restored profile) is replaced by a new one, a storage journal that diverged is dropped. Only
 * durable entries are sent, and only durable layers acknowledged.
 */
final class SyncChannel {
    private enum Link {
        /** The application wants none. */
        OFF,
        /** There is no attachment; the connection makes one when it can. */
        DETACHED,
        ATTACHED
    }

    /**
     * The storage journal gets the id of the coordinator's; what was received waits for that.
     *
     * @param replaces whether in place of another one
     * @param empty whether the coordinator's has no layer
     */
    private record Placement(
            Attachment attachment, int timelineNumber, boolean replaces, boolean empty) {}

    private final String documentId;
    private final boolean create;
    private final Supplier<Reducer> reducer;
    private final DocumentLog log;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedContent content;
    private final SyncedBase base;
    private final SyncedView view;
    private final BooleanSupplier congested;
    private final Consumer<SyncEvent> events;
    private final Consumer<SyncEffect> effects;
    private final TimelineClaim claim;
    private final SyncStatusTracker standing = new SyncStatusTracker();

    private Link link = Link.OFF;

    /** While attached, else null. */
    private Attachment attachment;

    private Placement placement;
    private long wanted;

    /**
     * @param reducer the newest one
     * @param congested whether the connection has so much to send that one chunk at a time is
     *     enough
     * @param events takes what happens later
     */
    SyncChannel(
            SyncedState state,
            boolean create,
            Supplier<Reducer> reducer,
            SyncedContent content,
            SyncedView view,
            BooleanSupplier congested,
            Consumer<SyncEvent> events,
            Consumer<SyncEffect> effects) {
        this.documentId = state.id();
        this.create = create;
        this.reducer = reducer;
        this.log = state.log();
        this.notes = state.notes();
        this.mutations = state.mutations();
        this.base = state.base();
        this.content = content;
        this.view = view;
        this.congested = congested;
        this.events = events;
        this.effects = effects;
        this.claim = new TimelineClaim(state, content);
    }

    // What the application asks for.

    void connect() {
        if (link == Link.OFF) {
            link = Link.DETACHED;
            standing.clear();
            effects.accept(new SyncEffect.OpenChannel());
        } else {
            hurry();
        }
    }

    /** Somebody waits for the coordinator. */
    void hurry() {
        if (link != Link.OFF) {
            effects.accept(new SyncEffect.HurryChannel());
        }
    }

    void disconnect() {
        if (link != Link.OFF) {
            detach(Link.OFF);
            effects.accept(new SyncEffect.CloseChannel());
        }
    }

    /** Asks up to where the coordinator's storage goes now; says nothing while it is not open. */
    void ask(long number) {
        if (isOpen()) {
            send(new Message.Mark(attachment.number, number, 0));
        }
    }

    /** A newer reducer runs: what could not be understood may be now. */
    void reducerReplaced() {
        if (standing.isTooNew()) {
            standing.clear();
            restart();
        }
    }

    // What the connection says.

    void attaching(int number) {
        detach(Link.ATTACHED);
        attachment = new Attachment(number);
    }

    /** What opens the channel that is {@link #attaching}. */
    Message.Attach attach(String token) {
        return new Message.Attach(
                attachment.number,
                documentId,
                reducer.get().name(),
                reducer.get().schemaVersion(),
                token,
                create,
                Message.Position.of(log.timeline()),
                log.timeline().durableRange().first(),
                Message.Position.of(log.storage()));
    }

    void received(Message message) {
        if (message instanceof Message.Welcome welcome) {
            welcomed(welcome);
        } else if (!isOpen()) {
            // The channel is about to begin again.
            return;
        } else if (message instanceof Message.Entries entries) {
            attachment.receipts().received(entries.bytes());
            takeIn(attachment);
        } else if (message instanceof Message.Acknowledge acknowledge) {
            if (!attachment.source().acknowledged(acknowledge.bytes())) {
                throw new MalformedException("acknowledged what was not sent: " + acknowledge);
            }
            standing.settled(acknowledge.lsn());
        } else if (message instanceof Message.Rejections rejections) {
            rejected(rejections.rejections());
        } else if (message instanceof Message.Held held) {
            standing.held(held.lsn(), held.code(), held.message());
            changed();
        } else if (message instanceof Message.Limits limits) {
            limited(limits.documentBytesMax());
        } else if (message instanceof Message.Access access) {
            accessible(access.write());
        } else if (message instanceof Message.Claims claims) {
            claimed(claims.claims());
        } else if (message instanceof Message.Mark mark) {
            effects.accept(new SyncEffect.Answered(mark.number(), mark.storageLsn()));
        }
    }

    private void welcomed(Message.Welcome welcome) {
        standing.clear();
        if (!understands(welcome.schemaVersion())) {
            return;
        }
        if (!claim.isOurs(welcome)) {
            attachment.fork();
            flushThen(new SyncEvent.MayFork(attachment));
            return;
        }
        open(welcome);
        wanted = welcome.storage().lsn();
        if (log.readOnly()) {
            // What is on disk can be sent; what comes could not be kept.
            attachment.incoming().stop();
        } else {
            meet(welcome);
            beginStorage(welcome);
            rejected(welcome.rejections());
        }
        long foreign = claim.firstOfAnother(welcome.user());
        if (foreign != Long.MAX_VALUE) {
            attachment.source().endAt(foreign - 1);
            String why = "Changes of another user wait until that user is back.";
            standing.held(foreign, ErrorCode.UNAUTHORIZED.text(), why);
        }
        attachment.source().wake();
        effects.accept(new SyncEffect.Contacted(null));
        changed();
    }

    private void open(Message.Welcome welcome) {
        IncomingStorage incoming = new IncomingStorage(log.storage(), welcome.storage().id());
        attachment.open(
                new ReplicationSource(
                        log.timeline(),
                        Math.max(welcome.cursor(), log.timeline().durableRange().first() - 1),
                        ReplicationLimits.TIMELINE_WINDOW_BYTES,
                        new Timeline(attachment)),
                incoming,
                new StorageReceipts(log.storage(), attachment.number, incoming, effects));
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
            attachment.receipts().placing(true);
            placement =
                    new Placement(
                            attachment,
                            welcome.timelineNumber(),
                            !unknown,
                            welcome.storage().lsn() == 0);
            content.place(welcome.storage().id(), !unknown);
        } else {
            base.timeline(welcome.timelineNumber());
            attachment.incoming().ready();
            takeIn(attachment);
        }
    }

    /** The storage journal has the id that was asked for. */
    void placed() {
        Placement done = placement;
        placement = null;
        done.attachment.receipts().placing(false);
        base.renumber(done.timelineNumber);
        if (done.replaces) {
            view.startsOver(done.empty);
        }
        done.attachment.incoming().ready();
        takeIn(done.attachment);
    }

    private void limited(long documentBytesMax) {
        if (documentBytesMax != notes.state().documentBytesMax() && !log.readOnly()) {
            notes.limited(documentBytesMax);
            content.changed();
            commit();
            effects.accept(new SyncEffect.LimitPages());
            view.retryParked();
        }
    }

    private void accessible(boolean write) {
        if (write == notes.state().readOnly() && !log.readOnly()) {
            notes.accessible(write);
            content.changed();
            commit();
            changed();
        }
    }

    private void claimed(String claims) {
        if (!Objects.equals(claims, notes.state().claims()) && !log.readOnly()) {
            notes.claimed(claims);
            content.changed();
            commit();
        }
    }

    /**
     * What the coordinator said of mutations that are not settled here counts; else it is old. It
     * is said again as long as it can't be written down.
     */
    private void rejected(List<Message.Rejection> rejections) {
        if (log.readOnly()) {
            return;
        }
        for (Message.Rejection rejection : rejections) {
            if (claim.refused(rejection)) {
                content.changed();
            }
        }
        commit();
    }

    /** The coordinator refuses. */
    void refused(String code, String message) {
        if (link == Link.OFF) {
            return;
        }
        detach(Link.DETACHED);
        standing.refused(code, message);
        effects.accept(new SyncEffect.Contacted(new SqlSyncException(ErrorCode.of(code), message)));
        changed();
    }

    /** It can't be asked. */
    void hindered(String code, String message) {
        if (link == Link.OFF) {
            return;
        }
        standing.hindered(code, message);
        effects.accept(new SyncEffect.Contacted(new SqlSyncException(ErrorCode.of(code), message)));
        changed();
    }

    void interrupted(String why) {
        if (link == Link.OFF) {
            return;
        }
        detach(Link.DETACHED);
        effects.accept(new SyncEffect.Contacted(new SqlSyncException(ErrorCode.NOT_FOUND, why)));
        changed();
    }

    /** What was begun on the channel is of no use any more. */
    private void detach(Link next) {
        link = next;
        if (attachment != null) {
            attachment.end();
            attachment = null;
        }
    }

    /** Begins again from what is on disk. */
    void restart() {
        if (attachment != null) {
            detach(Link.DETACHED);
            effects.accept(new SyncEffect.RestartChannel());
        }
    }

    // What the log says.

    /** A batch is on disk: it may be sent and acknowledged. */
    void written(List<ReceivedLayer> layers) {
        if (isOpen()) {
            attachment.receipts().written(layers);
            attachment.source().wake();
        }
    }

    /** A flush failed: the log has taken back everything that was not on disk. */
    void takenBack() {
        placement = null;
        restart();
    }

    /** Everything is durable that has to be before the timeline is forked. */
    void mayFork(Attachment of) {
        // A log that has failed: what the coordinator says on the next channel decides.
        if (of.state() == Attachment.State.FORKING && !log.readOnly()) {
            claim.fork();
            flushThen(new SyncEvent.Forked(of));
        }
    }

    void forked(Attachment of) {
        if (of.state() == Attachment.State.FORKING) {
            restart();
        }
    }

    // Layers and folds that the coordinator sends.

    private void takeIn(Attachment from) {
        try {
            IncomingStorage.Taken next = from.isOpen() ? from.incoming().next() : null;
            while (next != null) {
                take(from, next);
                next = from.isOpen() ? from.incoming().next() : null;
            }
        } catch (MalformedException | StorageException failure) {
            failed(from, failure.getMessage());
        }
    }

    private void take(Attachment from, IncomingStorage.Taken taken) {
        if (taken instanceof IncomingStorage.LayerRead read) {
            ReceivedLayer layer = read.layer();
            if (!understands(layer.header().schemaVersion())) {
                return;
            }
            if (from.incoming().append(read)) {
                content.settled(base.settledBy(layer));
                from.receipts().appended(layer);
                content.received(layer);
                commit();
            } else {
                from.receipts().release(layer.bytes());
            }
        } else if (taken instanceof IncomingStorage.PieceRead piece) {
            ReceivedLayer whole = piece.whole();
            if (whole == null || understands(whole.header().schemaVersion())) {
                effects.accept(new SyncEffect.WritePiece(from, piece.fold(), piece.bytes(), whole));
            }
        } else if (taken instanceof IncomingStorage.PassedOver passed) {
            from.receipts().release(passed.bytes());
        }
    }

    void pieceWritten(Attachment of, int bytes, ReceivedLayer whole) {
        if (!of.isOpen()) {
            return;
        }
        of.receipts().release(bytes);
        if (whole == null) {
            of.incoming().ready();
            takeIn(of);
        } else {
            of.incoming().flushing();
            flushThen(new SyncEvent.FoldMayFinish(of, whole));
        }
    }

    void foldMayFinish(Attachment of, ReceivedLayer whole) {
        Fold fold = of.incoming().finishing();
        if (fold != null) {
            effects.accept(new SyncEffect.FinishFold(of, fold, whole));
        }
    }

    /** Also where its channel has ended since. */
    void foldDurable(Attachment of, ReceivedLayer fold) {
        if (of.incoming().isThere(fold)) {
            content.settledOnDisk(base.settledBy(fold));
            view.received(List.of(fold));
            commit();
        }
        if (of.isOpen()) {
            of.receipts().finished();
            of.incoming().ready();
            takeIn(of);
        }
    }

    /** What comes can't be used, or what goes can't be read: it is tried again after a while. */
    void failed(Attachment of, String why) {
        if (of.isOpen()) {
            detach(Link.DETACHED);
            standing.failed(why);
            changed();
            effects.accept(new SyncEffect.RestartChannelLater());
        }
    }

    /** Whether pages of this schema can be worked with; what comes after is not taken in. */
    private boolean understands(int schemaVersion) {
        int known = reducer.get().schemaVersion();
        if (schemaVersion <= known) {
            return true;
        }
        attachment.tooNew();
        standing.tooNew(schemaVersion, known);
        effects.accept(new SyncEffect.Contacted(null));
        changed();
        return false;
    }

    // What is to be done.

    private void changed() {
        effects.accept(new SyncEffect.Changed());
    }

    private void commit() {
        effects.accept(new SyncEffect.Commit());
    }

    private void flushThen(SyncEvent then) {
        effects.accept(new SyncEffect.FlushThen(then));
    }

    private void send(Message message) {
        effects.accept(new SyncEffect.Send(message));
    }

    /** What goes of the timeline. */
    private final class Timeline implements ReplicationSource.Output {
        private final Attachment of;

        Timeline(Attachment of) {
            this.of = of;
        }

        @Override
        public void entries(byte[] bytes) {
            send(new Message.Entries(of.number, bytes));
        }

        @Override
        public boolean congested() {
            return congested.getAsBoolean();
        }

        @Override
        public void failed(StorageException failure) {
            events.accept(new SyncEvent.StorageFailed(of, failure.getMessage()));
        }
    }

    /** As {@link SyncStatus#connection}. */
    String connection() {
        return link == Link.OFF ? "disconnected" : standing.connection(isOpen());
    }

    SyncStatusTracker standing() {
        return standing;
    }

    boolean isOpen() {
        return attachment != null && attachment.isOpen();
    }

    boolean paused() {
        return link == Link.OFF;
    }

    /** Up to where storage went when the channel was opened. */
    long wanted() {
        return wanted;
    }
}
