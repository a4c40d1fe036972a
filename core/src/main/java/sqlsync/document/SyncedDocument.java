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
    private final SyncedState recovered;
    private final DocumentLog log;
    private final Pages pages;
    private final Sessions sessions;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedContent content;
    private final CommitQueue commits;
    private final Connection writer;
    private final Connection reader;
    private final MutationRunner runner;
    private final SyncedView view;
    private final SyncChannel channel;
    private final DocumentListener listener;
    private final SyncBarriers barriers = new SyncBarriers();

    private boolean changeTold;
    private Reducer reducer;
    private DocumentCompletion<Void> opened;
    private DocumentCompletion<Void> contacted;
    private long applied;
    private long lastSyncedAt;
    private boolean closed;

    SyncedDocument(
            SyncedState recovered,
            DocumentServices services,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener) {
        this.recovered = recovered;
        this.id = recovered.id();
        this.services = services;
        this.log = recovered.log();
        this.pages = recovered.pages();
        this.sessions = recovered.sessions();
        this.notes = recovered.notes();
        this.mutations = recovered.mutations();
        this.reducer = reducer;
        this.listener = listener;
        this.lastSyncedAt = notes.state().lastSyncedAt();
        this.writer = services.sqlite().openWriter(pages);
        this.reader = services.sqlite().openReader(pages);
        this.runner = new MutationRunner(services.sqlite(), writer);
        notes.writeTo(log.device(), services.randomness());
        mutations.writeTo(log);
        this.content = new SyncedContent(log, notes, mutations, services.clock(), new Batches());
        this.commits = new CommitQueue(services.timers(), sessions, content);
        this.view = new SyncedView(recovered, services, runner, writer, new Views());
        this.channel = new SyncChannel(recovered, create, coordinator, content, new Conversation());
        settleRecovered();
    }

    /** What layers on disk settle is settled, whatever the notes say. */
    private void settleRecovered() {
        content.settled(recovered.base().settledOf(notes.state().timelineNumber()));
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
        view.start();
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
        view.finish();
        Reducer before = reducer;
        reducer = next;
        try {
            Migrations.run(
                    runner, writer, reducer, id, services.clock().now(), pages.pageCount() == 0);
        } catch (RuntimeException failure) {
            reducer = before;
            throw failure;
        }
        channel.reducerReplaced();
        view.retry();
    }

    @Override
    public void mutate(MutationRequest request, MutationListener told) {
        view.whenWhole(request.session(), () -> mutateNow(request, told));
    }

    @Override
    public void afterMutations(String session, Runnable task) {
        view.after(session, task);
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
            view.modified(mutation.timestamp());
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
        return log.readOnly() ? StorageFailures.describe(log.problem()) : view.problem();
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
        } else {
            view.afterAll(() -> commits.flush(done));
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
        return view.modified();
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
        SqlSyncException problem = view.problem();
        return new SyncStatus(
                channel.connection(),
                problem == null ? channel.problem() : problem,
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
                view.rebase().rebases(),
                view.rebase().replayed(),
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
        view.afterAll(
                () -> {
                    if (!givenUp[0]) {
                        giveUp[0] = barriers.add(mutations.lastOrdinal(), done);
                        checkBarriers();
                    }
                });
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
        return channel.isOpen() && view.shows(channel.wanted());
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

    @Override
    public void close(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        view.finish();
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
        return new DocumentLabel(reducer.name(), databaseBytes(), modified(), true, unsettled)
                .encode();
    }

    /** Lets go of everything but the log. */
    void letGo() {
        closed = true;
        channel.disconnect();
        view.stop();
        reader.close();
        writer.close();
    }

    private void release(SqlSyncException failure, DocumentCompletion<Void> done) {
        letGo();
        log.setLabel(label());
        Releasing.close(log, failure, done);
    }

    private void tell(DocumentCompletion<Void> done, SqlSyncException failure) {
        services.timers()
                .soon(
                        () -> {
                            if (failure == null) {
                                done.succeeded(null);
                            } else {
                                done.failed(failure);
                            }
                        });
    }

    private final class Batches implements SyncedContent.Owner {
        @Override
        public void written(List<ReceivedLayer> layers) {
            view.received(layers);
            channel.written(layers);
            tellChange();
        }

        @Override
        public void takenBack(StorageException failure) {
            channel.restart();
            settleRecovered();
            view.takenBack();
            tellChange();
        }
    }

    private final class Views implements SyncedView.Owner {
        @Override
        public Reducer reducer() {
            return reducer;
        }

        @Override
        public void published(List<Unsettled> settled) {
            for (Unsettled each : settled) {
                tellSettled(each.mutation.id());
            }
            services.timers().soon(listener::viewChanged);
            tellChange();
            if (opened != null) {
                tell(opened, view.problem());
                opened = null;
            }
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
            view.received(List.of(layer));
        }

        @Override
        public void startsOver(boolean empty) {
            view.startsOver(empty);
        }

        @Override
        public void contacted(SqlSyncException refusal) {
            if (contacted != null) {
                tell(contacted, refusal);
                contacted = null;
            }
        }

        @Override
        public void changed() {
            tellChange();
        }
    }
}
