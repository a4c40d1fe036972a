package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ReplicationLimits;
import sqlsync.sqlite.Connection;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * A document that has a coordinator: a timeline of this device's mutations over what the
 * coordinator decided.
 *
 * <p>Guarantees: as {@link LocalDocument}; a mutation is sent only when it is on disk, and settled
 * once, in the order of the timeline; layers, what they settle and what was refused are on disk
 * before they are acknowledged, and become visible together; readers never see half of a rebase.
 */
public final class SyncedDocument implements Document {
    private final String id;
    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final Sessions sessions;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedBase base;
    private final SyncedContent content;
    private final CommitQueue commits;
    private final Compactor compactor;
    private final Connection writer;
    private final Connection reader;
    private final MutationRunner runner;
    private final Rebase rebase;
    private final SyncChannel channel;
    private final DocumentListener listener;
    private final SyncBarriers barriers = new SyncBarriers();
    private final WaitingTasks waiting = new WaitingTasks();

    private List<ReceivedLayer> ready = new ArrayList<>();
    private boolean startsOver;
    private boolean rebaseScheduled;
    private boolean changeTold;
    private Reducer reducer;
    private SqlSyncException unusable;
    private DocumentCompletion<Void> opened;
    private DocumentCompletion<Void> contacted;
    private long applied;
    private long modified;
    private long lastSyncedAt;
    private boolean closed;

    SyncedDocument(
            SyncedState recovered,
            DocumentServices services,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener) {
        this.id = recovered.id();
        this.services = services;
        this.log = recovered.log();
        this.pages = recovered.pages();
        this.sessions = recovered.sessions();
        this.notes = recovered.notes();
        this.mutations = recovered.mutations();
        this.base = recovered.base();
        this.reducer = reducer;
        this.listener = listener;
        this.modified = base.modified();
        this.lastSyncedAt = notes.state().lastSyncedAt();
        this.writer = services.sqlite().openWriter(pages);
        this.reader = services.sqlite().openReader(pages);
        this.runner = new MutationRunner(services.sqlite(), writer);
        this.compactor =
                new Compactor(
                        log,
                        pages,
                        recovered.layerBytes(),
                        base.modified(),
                        (at, out) -> base.foldHeader().encode(out),
                        () -> {});
        notes.writeTo(log.device(), services.randomness());
        mutations.writeTo(log);
        this.content = new SyncedContent(log, notes, mutations, services.clock(), new Batches());
        this.commits = new CommitQueue(services.timers(), sessions, content);
        this.rebase =
                new Rebase(
                        id, services, pages, base, mutations, notes, runner, writer, new Views());
        this.channel =
                new SyncChannel(
                        id,
                        create,
                        coordinator,
                        log,
                        notes,
                        mutations,
                        content,
                        base,
                        new Conversation());
        content.settled(base.settledOf(notes.state().timelineNumber()));
    }

    /**
     * Opens a document, and makes it where there is none; needs no connection. It begins to
     * synchronise when it is open, unless {@link #disconnect} is called at once.
     *
     * <p>Fails as {@link LocalDocument#open}; where {@code create} is false and the document is not
     * here, the coordinator is asked first: {@code not-found} where it has none or can't be
     * reached. Fails with {@code conflicting-options} where the document was made without a
     * coordinator.
     */
    public static void open(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            DocumentCompletion<SyncedDocument> done) {
        SyncedOpening.start(services, id, reducer, create, coordinator, listener, done);
    }

    /** Builds the view; tells {@code done} when it can be seen. */
    void start(DocumentCompletion<Void> done) {
        opened = done;
        rebase.start(List.of(), false);
    }

    /** Connects, and tells {@code done} when the coordinator has answered. */
    void contact(DocumentCompletion<Void> done) {
        contacted = done;
        channel.connect();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Reducer reducer() {
        return reducer;
    }

    @Override
    public void replaceReducer(Reducer next) {
        rebase.finish();
        Reducer before = reducer;
        reducer = next;
        try {
            migrate();
        } catch (RuntimeException failure) {
            reducer = before;
            throw failure;
        }
        unusable = null;
        channel.reducerReplaced();
        // What was parked for want of a mutation or a schema may have both now.
        scheduleRebase();
        rebaseScheduled |= mutations.parked() > 0;
    }

    private void migrate() {
        Migrations.run(runner, writer, reducer, id, services.clock().now(), pages.pageCount() == 0);
    }

    @Override
    public void mutate(MutationRequest request, MutationListener told) {
        if (rebase.running() && !closed) {
            waiting.add(request.session(), () -> mutateNow(request, told));
        } else {
            mutateNow(request, told);
        }
    }

    @Override
    public void afterMutations(String session, Runnable task) {
        if (waiting.has(session)) {
            waiting.add(session, task);
        } else {
            task.run();
        }
    }

    private void mutateNow(MutationRequest request, MutationListener told) {
        SqlSyncException refusal = refusal();
        if (refusal != null) {
            told.failed(refusal);
            return;
        }
        sessions.acknowledged(request.session(), request.acknowledged());
        if (request.sequence() <= sessions.highest(request.session())) {
            Repetition.answer(sessions, commits, request, told);
            return;
        }
        DeviceState state = notes.state();
        Mutation mutation =
                new Mutation(
                        request.session(),
                        request.sequence(),
                        state.met() ? state.user() : request.user(),
                        services.clock().now(),
                        services.randomness().bits64(),
                        reducer.schemaVersion(),
                        request.calls());
        byte[] encoded = MutationCodec.encode(mutation);
        if (encoded.length > ReplicationLimits.TIMELINE_ENTRY_BYTES_MAX / 2) {
            told.failed(
                    new SqlSyncException(
                            ErrorCode.INVALID_ARGUMENT,
                            "A mutation of " + encoded.length + " bytes is too long to be sent."));
            return;
        }
        Outcome outcome = runner.run(reducer, mutation);
        Sessions.Entry entry = new Sessions.Entry(request.session(), request.sequence(), outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            applied++;
            modified = mutation.timestamp();
            mutations.add(mutation, encoded);
            content.changed();
            commits.add(entry, told);
            told.applied(accepted.results());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            commits.carry(entry);
            told.failed(rejected.toException());
        }
    }

    private SqlSyncException refusal() {
        if (closed) {
            return new SqlSyncException(ErrorCode.CLOSED, "The document \"" + id + "\" is closed.");
        }
        return problem();
    }

    @Override
    public SqlSyncException problem() {
        return log.readOnly() ? StorageFailures.describe(log.problem()) : unusable;
    }

    @Override
    public boolean recoverable() {
        return !closed && log.readOnly() && log.problem().kind() != StorageException.Kind.CORRUPT;
    }

    @Override
    public void recover(DocumentCompletion<Void> done) {
        log.reopen(StorageFailures.described(done));
    }

    @Override
    public Connection reader() {
        return reader;
    }

    @Override
    public void flush(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
        } else if (waiting.isEmpty()) {
            commits.flush(done);
        } else {
            waiting.add("", () -> commits.flush(done));
        }
    }

    @Override
    public byte[] export() {
        PageSnapshot snapshot = pages.freezeForReaders();
        try {
            return Exporting.file(snapshot);
        } finally {
            snapshot.release();
        }
    }

    @Override
    public void sessionEnded(String session) {
        sessions.forget(session);
    }

    @Override
    public void retainSessions(Iterable<String> live) {
        sessions.retain(live);
    }

    @Override
    public int unflushed() {
        return commits.unflushed();
    }

    @Override
    public long mutations() {
        return applied;
    }

    @Override
    public long databaseBytes() {
        return (long) pages.readerPageCount() * Page.BYTES;
    }

    @Override
    public long modified() {
        return modified;
    }

    @Override
    public Pages pages() {
        return pages;
    }

    @Override
    public DocumentLog log() {
        return log;
    }

    // What the coordinator has to do with it.

    /** Starts synchronising; nothing happens where it is on. */
    public void connect() {
        if (!closed) {
            channel.connect();
            tellChange();
        }
    }

    /** Stops synchronising until {@link #connect}. */
    public void disconnect() {
        channel.disconnect();
        tellChange();
    }

    public SyncStatus status() {
        SqlSyncException problem = unusable == null ? channel.problem() : unusable;
        return new SyncStatus(
                channel.connection(),
                problem,
                mutations.size(),
                mutations.parked(),
                0,
                caughtUp() && mutations.size() == 0,
                lastSyncedAt,
                channel.paused());
    }

    public SyncFigures figures() {
        return new SyncFigures(
                channel.bytesSent(),
                channel.bytesReceived(),
                channel.reopened(),
                rebase.rebases(),
                rebase.replayed(),
                mutations.bytes());
    }

    /** Mutations that are not settled, oldest first. */
    public List<PendingMutation> pending() {
        List<PendingMutation> all = new ArrayList<>();
        long sent = channel.isOpen() ? log.timeline().durableRange().last() : 0;
        for (Unsettled each : mutations.all()) {
            String state = each.parked ? "parked" : each.lsn <= sent ? "sent" : "unsent";
            all.add(new PendingMutation(each.mutation, state));
        }
        return all;
    }

    /** Mutations that were refused and not dismissed, oldest first. */
    public List<RejectedMutation> rejected() {
        List<RejectedMutation> all = new ArrayList<>();
        for (DeviceState.Refusal each : notes.state().refusals().values()) {
            if (each.settled() && mutations.byId(each.mutation().id()) == null) {
                all.add(each.told());
            }
        }
        return all;
    }

    /** Forgets a refused mutation, durably; one that is not there is forgotten already. */
    public void dismiss(String mutationId, DocumentCompletion<Void> done) {
        SqlSyncException refusal = refusal();
        if (refusal != null) {
            done.failed(refusal);
            return;
        }
        DeviceState.Refusal known = notes.state().refusals().get(mutationId);
        if (known != null && known.settled()) {
            notes.dismissed(mutationId);
            content.changed();
        }
        commits.flush(done);
    }

    /**
     * Waits until the coordinator has settled every mutation made so far and what it made of them
     * can be seen. Waits while there is no connection; fails where the coordinator refuses.
     *
     * @return gives it up: {@code done} is not told then
     */
    public Runnable sync(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
            return () -> {};
        }
        Runnable[] giveUp = {null};
        boolean[] givenUp = {false};
        Runnable begin =
                () -> {
                    if (!givenUp[0]) {
                        giveUp[0] = barriers.add(mutations.lastOrdinal(), done);
                        checkBarriers();
                    }
                };
        if (waiting.isEmpty()) {
            begin.run();
        } else {
            waiting.add("", begin);
        }
        return () -> {
            givenUp[0] = true;
            if (giveUp[0] != null) {
                giveUp[0].run();
            }
        };
    }

    /** Whether a mutation of this id was made here, as far as its page's session is still known. */
    public boolean knows(String mutationId) {
        int dash = mutationId.lastIndexOf('-');
        try {
            return dash > 0
                    && Long.parseLong(mutationId.substring(dash + 1))
                            <= sessions.highest(mutationId.substring(0, dash));
        } catch (NumberFormatException malformed) {
            return false;
        }
    }

    private boolean caughtUp() {
        return channel.isOpen()
                && !startsOver
                && ready.isEmpty()
                && !rebase.running()
                && base.lsn() >= channel.wanted();
    }

    private void checkBarriers() {
        if (channel.refusal() != null) {
            barriers.fail(channel.refusal());
        } else if (caughtUp()) {
            if (mutations.size() == 0) {
                lastSyncedAt = services.clock().now();
            }
            barriers.reached(mutations);
        }
    }

    private void tellChange() {
        if (!changeTold) {
            changeTold = true;
            services.timers()
                    .soon(
                            () -> {
                                changeTold = false;
                                checkBarriers();
                                listener.changed();
                            });
        }
    }

    private void scheduleRebase() {
        boolean due = !ready.isEmpty() || rebaseScheduled;
        if (due && !rebase.running() && !closed) {
            services.timers()
                    .soon(
                            () -> {
                                if (!rebase.running() && !closed) {
                                    rebaseNow();
                                }
                            });
        }
    }

    private void rebaseNow() {
        List<ReceivedLayer> layers = ready;
        boolean fromNothing = startsOver;
        if (layers.isEmpty() && !rebaseScheduled) {
            return;
        }
        rebaseScheduled = false;
        startsOver = false;
        ready = new ArrayList<>();
        rebase.start(layers, fromNothing);
    }

    @Override
    public void close(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        rebase.finish();
        channel.disconnect();
        barriers.fail(new SqlSyncException(ErrorCode.CLOSED, "The document was closed."));
        commits.flush(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        release(null, done);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        release(failure, done);
                    }
                });
        closed = true;
    }

    /** What is to be known of it without opening it. */
    byte[] label() {
        // While it is open, only its timeline knows.
        long unsettled = closed ? mutations.size() : DocumentLabel.UNKNOWN;
        return new DocumentLabel(reducer.name(), databaseBytes(), modified, true, unsettled)
                .encode();
    }

    /** Lets go of everything but the log. */
    void letGo() {
        closed = true;
        channel.disconnect();
        rebase.abandon();
        compactor.stop();
        reader.close();
        writer.close();
    }

    private void release(SqlSyncException failure, DocumentCompletion<Void> done) {
        letGo();
        log.setLabel(label());
        Releasing.close(log, failure, done);
    }

    private final class Batches implements SyncedContent.Owner {
        @Override
        public void written(List<ReceivedLayer> layers) {
            ready.addAll(layers);
            channel.written(layers);
            scheduleRebase();
            tellChange();
        }

        @Override
        public void takenBack(StorageException failure) {
            compactor.takenBack();
            channel.restart();
            content.settled(base.settledOf(notes.state().timelineNumber()));
            // The view shows mutations that are gone: it is built again of what is on disk.
            List<ReceivedLayer> layers = ready;
            ready = new ArrayList<>();
            rebase.start(layers, startsOver && !layers.isEmpty());
            startsOver &= layers.isEmpty();
            tellChange();
        }
    }

    private final class Views implements Rebase.Owner {
        @Override
        public Reducer reducer() {
            return reducer;
        }

        @Override
        public void applied(ReceivedLayer layer) {
            if (layer.header().fold()) {
                compactor.replaced(layer.header().modified());
            } else {
                compactor.appended(layer.lsn(), layer.bytes(), layer.header().modified());
            }
            modified = layer.header().modified();
        }

        @Override
        public void basePrepared() {
            if (!log.readOnly()) {
                compactor.durable();
            }
        }

        @Override
        public void published(List<Unsettled> settled, SqlSyncException failure) {
            unusable = failure;
            for (Unsettled each : settled) {
                tellSettled(each.mutation.id());
            }
            while (!waiting.isEmpty() && !rebase.running()) {
                waiting.runNext();
            }
            services.timers().soon(listener::viewChanged);
            tellChange();
            DocumentCompletion<Void> done = opened;
            opened = null;
            if (done != null && failure != null) {
                services.timers().soon(() -> done.failed(failure));
            } else if (done != null) {
                services.timers().soon(() -> done.succeeded(null));
            }
            scheduleRebase();
        }

        private void tellSettled(String mutationId) {
            DeviceState.Refusal refusal = notes.state().refusals().get(mutationId);
            RejectedMutation rejected = refusal == null ? null : refusal.told();
            services.timers().soon(() -> listener.settled(mutationId, rejected));
        }
    }

    private final class Conversation implements SyncChannel.Owner {
        @Override
        public Reducer reducer() {
            return reducer;
        }

        @Override
        public void flush(Runnable then) {
            commits.flush(
                    new DocumentCompletion<>() {
                        @Override
                        public void succeeded(Void nothing) {
                            then.run();
                        }

                        @Override
                        public void failed(SqlSyncException failure) {
                            // The channel begins again when what failed was taken back.
                        }
                    });
        }

        @Override
        public void gathered() {
            commits.settle();
        }

        @Override
        public void received(ReceivedLayer layer) {
            ready.add(layer);
            scheduleRebase();
        }

        @Override
        public void startsOver(boolean empty) {
            ready.clear();
            startsOver = true;
            rebaseScheduled |= empty;
            scheduleRebase();
        }

        @Override
        public void contacted(SqlSyncException refusal) {
            DocumentCompletion<Void> done = contacted;
            contacted = null;
            if (done != null && refusal != null) {
                services.timers().soon(() -> done.failed(refusal));
            } else if (done != null) {
                services.timers().soon(() -> done.succeeded(null));
            }
        }

        @Override
        public void changed() {
            tellChange();
        }
    }
}
