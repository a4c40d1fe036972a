package sqlsync.document.device;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.CommitQueue;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.EffectLoop;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.document.SessionDocument;
import sqlsync.page.Page;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * A document that has a coordinator: a timeline of this device's mutations over what the
 * coordinator decided.
 *
 * <p>Guarantees: as {@link sqlsync.document.local.LocalDocument}; a mutation is sent only when it
 * is on disk, and settled once, in the order of the timeline; layers, what they settle and what was
 * refused are on disk before they are acknowledged, and become visible together; readers never see
 * half of a rebase.
 */
public final class SyncedDocument extends SessionDocument {
    private final SyncedState recovered;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final SyncedContent content;
    private final CommitQueue commits;
    private final SyncedBase base;
    private final Rebase rebase;
    private final SyncedView view;
    private final SyncChannel channel;
    private final CoordinatorLink link;
    private final EffectLoop<SyncEvent, SyncEffect> loop;
    private final Synchronization synchronization;
    private final DocumentListener listener;
    private final SyncBarriers barriers;

    private Completion<Void, SqlSyncException> opened;
    private Completion<Void, SqlSyncException> contacted;
    private long lastSyncedAt;
    private boolean changeTold;

    SyncedDocument(
            SyncedState recovered,
            DocumentServices services,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener) {
        super(
                recovered.id(),
                services,
                recovered.log(),
                recovered.pages(),
                recovered.sessions(),
                reducer);
        this.recovered = recovered;
        this.notes = recovered.notes();
        this.mutations = recovered.mutations();
        this.listener = listener;
        this.lastSyncedAt = notes.state().lastSyncedAt();
        limitPages();
        notes.writeTo(log.device(), services.randomness());
        mutations.writeTo(log);
        this.loop = new EffectLoop<>(this::changeState, this::carryOut);
        this.content = new SyncedContent(log, notes, mutations, services.clock(), loop::on);
        this.commits = new CommitQueue(services.timers(), sessions, content);
        log.onUndone(commits::undone);
        this.base = recovered.base();
        this.rebase = new Rebase(recovered, services, runner, writer, this::reducer);
        this.synchronization =
                new Synchronization(
                        recovered,
                        create,
                        this::reducer,
                        rebase,
                        content,
                        this::congested,
                        loop::on,
                        loop::emit);
        this.view = synchronization.view();
        this.channel = synchronization.channel();
        this.link = new CoordinatorLink(coordinator, loop::on, synchronization::attach);
        this.barriers = new SyncBarriers(number -> loop.on(new SyncEvent.Ask(number)));
        settleRecovered();
    }

    /** A mutation that the coordinator would reject for the document's size is not taken. */
    private void limitPages() {
        long bytesMax = notes.state().documentBytesMax();
        if (bytesMax > 0) {
            recovered.pages().limit((int) Math.min(bytesMax / Page.BYTES, Pages.PAGES_MAX));
        }
    }

    /** What layers on disk settle is settled, whatever the notes say. */
    private void settleRecovered() {
        content.settledOnDisk(recovered.base().settled());
    }

    /**
     * Opens a document, and makes it where there is none; needs no connection. It begins to
     * synchronise when it is open, unless {@link #disconnect} is called at once.
     *
     * <p>Fails as {@link sqlsync.document.local.LocalDocument#open}; where {@code create} is false
     * and the document is not here, the coordinator is asked first: {@code not-found} where it has
     * none or can't be reached. Fails with {@code conflicting-options} where the document was made
     * without a coordinator.
     */
    public static void open(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Coordinator coordinator,
            DocumentListener listener,
            Completion<SyncedDocument, SqlSyncException> done) {
        SyncedOpener.start(services, id, reducer, create, coordinator, listener, done);
    }

    /** Builds the view; tells {@code done} when it can be seen. */
    void start(Completion<Void, SqlSyncException> done) {
        opened = done;
        loop.on(new SyncEvent.Start());
    }

    /** Connects, and tells {@code done} when the coordinator has answered. */
    void contact(Completion<Void, SqlSyncException> done) {
        contacted = done;
        loop.on(new SyncEvent.Connect());
    }

    @Override
    public void replaceReducer(Reducer next) {
        loop.on(new SyncEvent.FinishRebase());
        super.replaceReducer(next);
        loop.on(new SyncEvent.ReducerReplaced());
    }

    @Override
    public void mutate(MutationRequest request, MutationListener told) {
        if (request.sequence() <= sessions.highest(request.session())) {
            // It was applied, and shares the fate of its batch; behind a rebase it might find that
            // gone.
            mutateNow(request, told);
        } else if (notes.state().readOnly()) {
            told.failed(
                    new SqlSyncException(
                            ErrorCode.READ_ONLY, "This user may only read the document."));
        } else {
            view.whenWhole(request.session(), () -> mutateNow(request, told));
        }
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
        DeviceState device = notes.state();
        String user = device.met() ? device.user() : request.user();
        if (apply(request, user, device.claims(), told)) {
            view.modified(services.clock().now());
        }
    }

    @Override
    protected void applied(Mutation mutation) {
        mutations.add(mutation);
        content.changed();
    }

    @Override
    protected CommitQueue commits() {
        return commits;
    }

    @Override
    protected SqlSyncException contentProblem() {
        return view.problem();
    }

    @Override
    protected void recovered() {
        loop.on(new SyncEvent.LogReopened());
    }

    @Override
    public void flush(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        view.afterAll(() -> commits.flush(done));
    }

    @Override
    public long modified() {
        return view.modified();
    }

    // What the coordinator has to do with it.

    /** Starts synchronising; nothing happens where it is on. */
    public void connect() {
        if (!closed) {
            loop.on(new SyncEvent.Connect());
            tellChange();
        }
    }

    /** Stops synchronising until {@link #connect}. */
    public void disconnect() {
        loop.on(new SyncEvent.Disconnect());
        tellChange();
    }

    public SyncStatus status() {
        SqlSyncException problem = view.problem();
        return new SyncStatus(
                channel.connection(),
                problem == null ? channel.standing().problem() : problem,
                mutations.size(),
                mutations.parked(),
                mutations.heldFor(notes.state().user()),
                shows(channel.wanted()) && mutations.size() == 0,
                lastSyncedAt,
                channel.paused(),
                notes.state().readOnly());
    }

    public SyncFigures figures() {
        return link.figures(rebase, mutations);
    }

    /** Mutations that are not settled, oldest first. */
    public List<PendingMutation> pending() {
        long sent = channel.isOpen() ? log.timeline().durableRange().last() : 0;
        return mutations.pending(notes.state().user(), sent);
    }

    /** Mutations that were refused and not dismissed, oldest first. */
    public List<RejectedMutation> rejected() {
        return notes.state().rejected(mutations);
    }

    /** Forgets a refused mutation, durably; one that is not there is forgotten already. */
    public void dismiss(String mutationId, Completion<Void, SqlSyncException> done) {
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
     * Waits until the coordinator has settled every mutation made so far, and what it made of them
     * and had settled of others by then can be seen. Waits while there is no connection; fails
     * where the coordinator refuses.
     *
     * @return gives up; {@code done} is not told then
     */
    public Runnable sync(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
            return () -> {};
        }
        loop.on(new SyncEvent.Hurry());
        return barriers.add(view::afterAll, mutations, this::checkBarriers, done);
    }

    /** Whether a mutation of this id was made here, as far as its page's session is still known. */
    public boolean knows(String mutationId) {
        return sessions.knows(mutationId);
    }

    /** Whether readers see storage up to an LSN, and it is connected. */
    public boolean shows(long storageLsn) {
        return channel.isOpen() && view.shows(storageLsn);
    }

    private void checkBarriers() {
        if (channel.standing().refusal() != null) {
            barriers.fail(channel.standing().refusal());
        } else if (shows(channel.wanted())) {
            if (mutations.size() == 0) {
                lastSyncedAt = services.clock().now();
            }
            barriers.reached(mutations, this::shows);
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
    public void close(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        loop.on(new SyncEvent.FinishRebase());
        loop.on(new SyncEvent.Disconnect());
        barriers.fail(new SqlSyncException(ErrorCode.CLOSED, "The document was closed."));
        commits.flush(Completion.either(failure -> release(failure, done)));
        closed = true;
    }

    @Override
    protected byte[] label() {
        // While it is open, only its timeline knows.
        long unsettled = closed ? mutations.size() : DocumentLabel.UNKNOWN;
        return new DocumentLabel(
                        reducer.name(), databaseBytes(), modified(), true, unsettled, migrations())
                .encode();
    }

    /** What this device migrated by itself, a coordinator may never do. */
    @Override
    protected int schemaVersion() {
        return base.schemaVersion();
    }

    @Override
    protected void letGo() {
        closed = true;
        commits.stop(refusal());
        loop.on(new SyncEvent.Disconnect());
        loop.on(new SyncEvent.Stop());
        closeConnections();
    }

    private void tellSoon(Completion<Void, SqlSyncException> done, SqlSyncException failure) {
        services.timers().soon(() -> done.ended(failure));
    }

    // The state machine, and what it wants done.

    private void changeState(SyncEvent event) {
        synchronization.on(event);
    }

    private boolean congested() {
        return link.congested();
    }

    private void carryOut(SyncEffect effect) {
        if (effect instanceof SyncEffect.Commit) {
            commits.schedule();
        } else if (effect instanceof SyncEffect.FlushThen e) {
            commits.flushThen(() -> loop.on(e.then()));
        } else if (effect instanceof SyncEffect.Published e) {
            published(e.settled());
        } else if (effect instanceof SyncEffect.RebaseSoon) {
            services.timers().soon(() -> loop.on(new SyncEvent.RebaseDue()));
        } else if (effect instanceof SyncEffect.SliceSoon) {
            services.timers().after(0, () -> loop.on(new SyncEvent.SliceDue()));
        } else if (effect instanceof SyncEffect.Changed) {
            tellChange();
        } else if (effect instanceof SyncEffect.Contacted e) {
            contacted(e.refusal());
        } else if (effect instanceof SyncEffect.Answered e) {
            barriers.answered(e.number(), e.storageLsn());
            tellChange();
        } else if (effect instanceof SyncEffect.WritePiece e) {
            write(e);
        } else if (effect instanceof SyncEffect.FinishFold e) {
            finish(e);
        } else if (effect instanceof SyncEffect.LimitPages) {
            limitPages();
        } else {
            link.carryOut(effect);
        }
    }

    private void write(SyncEffect.WritePiece piece) {
        if (piece.attachment().isOpen()) {
            int length = piece.bytes().length;
            piece.fold()
                    .write(
                            piece.bytes(),
                            then(
                                    piece.attachment(),
                                    new SyncEvent.PieceWritten(
                                            piece.attachment(), length, piece.whole())));
        }
    }

    private void finish(SyncEffect.FinishFold effect) {
        effect.fold()
                .finish(
                        then(
                                effect.attachment(),
                                new SyncEvent.FoldDurable(effect.attachment(), effect.whole())));
    }

    private Completion<Void, StorageException> then(Attachment attachment, SyncEvent succeeded) {
        return Completion.of(
                nothing -> loop.on(succeeded),
                failure -> loop.on(new SyncEvent.StorageFailed(attachment, failure.getMessage())));
    }

    private void published(List<Unsettled> settled) {
        view.runWaiting();
        // The note of what a fold settles may have been taken back.
        settleRecovered();
        commits.schedule();
        settled.forEach(each -> tellSettled(each.mutation.id()));
        services.timers().soon(listener::viewChanged);
        tellChange();
        if (opened != null) {
            tellSoon(opened, view.problem());
            opened = null;
        }
    }

    private void tellSettled(String mutationId) {
        RejectedMutation rejected = notes.state().rejection(mutationId);
        services.timers().soon(() -> listener.settled(mutationId, rejected));
    }

    private void contacted(SqlSyncException refusal) {
        if (channel.isOpen()) {
            barriers.connected();
        }
        if (contacted != null) {
            tellSoon(contacted, refusal);
            contacted = null;
        }
    }

    /** Sees what passes between the document and its state machine; for tests. */
    void observe(EffectLoop.Observer<SyncEvent, SyncEffect> observer) {
        loop.observe(observer);
    }
}
