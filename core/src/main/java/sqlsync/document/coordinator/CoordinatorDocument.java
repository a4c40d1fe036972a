package sqlsync.document.coordinator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import sqlsync.SqlSyncException;
import sqlsync.document.Compactor;
import sqlsync.document.DocumentServices;
import sqlsync.document.EffectLoop;
import sqlsync.document.ImportedFile;
import sqlsync.document.OpenDocument;
import sqlsync.document.SettledHeader;
import sqlsync.document.StorageFailures;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.SyncAnswer;
import sqlsync.journal.SyncRequest;
import sqlsync.page.Page;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * A document as its coordinator has it: it orders the mutations of all devices, applies each once,
 * and appends layers to the storage journal that every device follows.
 *
 * <p>Guarantees: what a device is told to be settled, and what is broadcast, is on disk; each
 * mutation of a timeline is settled once, accepted or rejected, whatever crashes, and in the order
 * of its timeline; a rejection is repeated until the device has flushed it. When storage fails,
 * what is not on disk is taken back and all channels end; devices come again and resume by LSN.
 */
public final class CoordinatorDocument extends OpenDocument {
    /**
     * What the journals say of a document.
     *
     * @param modified milliseconds since the epoch
     * @param layerBytes what the layers since the newest fold weigh
     * @param notesBytes what the notes in the device journal weigh
     */
    record State(
            DocumentLog log,
            Pages pages,
            CoordinatorNotes notes,
            long modified,
            long layerBytes,
            long notesBytes) {}

    private final CoordinatorNotes notes;
    private final CoordinatorListener listener;
    private final CoordinatorCommits commits;
    private final LayerSnapshots snapshots;
    private final Compactor compactor;
    private final EntryApplication application;
    private final PostedMutations posted;
    private final CoordinatorChannels channels;
    private final EffectLoop<ChannelEvent, ChannelEffect> loop;

    private int schemaVersion;
    private long modified;
    private long batches;
    private boolean broken;

    CoordinatorDocument(
            String id,
            DocumentServices services,
            State state,
            Reducer reducer,
            CoordinatorListener listener) {
        super(id, services, state.log(), state.pages(), reducer);
        this.notes = state.notes();
        this.modified = state.modified();
        this.schemaVersion = reducer.schemaVersion();
        this.listener = listener;
        writer.limitByPages();
        this.compactor =
                new Compactor(
                        log,
                        pages,
                        state.layerBytes(),
                        modified,
                        (at, out) ->
                                new SettledHeader(true, at, schemaVersion, notes.settled())
                                        .encode(out),
                        this::foldOn);
        this.commits = new CoordinatorCommits(services, log, pages, notes, new Batches());
        commits.recovered(state.notesBytes());
        this.snapshots = new LayerSnapshots(log, pages, commits);
        this.application = new EntryApplication(runner, commits, notes);
        this.posted = new PostedMutations(services, commits, notes, application);
        this.loop = new EffectLoop<>(this::changeState, this::carryOut);
        this.channels =
                new CoordinatorChannels(
                        services,
                        log,
                        notes,
                        commits,
                        application,
                        this::reducer,
                        this::refusal,
                        loop::on,
                        loop::emit);
    }

    /**
     * Opens a document, and makes it where there is none and {@code create} is true. Fails as
     * {@link sqlsync.document.local.LocalDocument#open} does.
     */
    public static void open(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            CoordinatorListener listener,
            Completion<CoordinatorDocument, SqlSyncException> done) {
        CoordinatorOpener.start(services, id, reducer, create, null, listener, done);
    }

    /**
     * Makes a document of a SQLite file. Fails with {@code already-exists} where there is one, with
     * {@code invalid-argument} over the file, else as {@link #open} does.
     */
    public static void make(
            DocumentServices services,
            String id,
            Reducer reducer,
            ImportedFile file,
            CoordinatorListener listener,
            Completion<CoordinatorDocument, SqlSyncException> done) {
        CoordinatorOpener.start(services, id, reducer, true, file, listener, done);
    }

    /** Checks what the pages hold that came from a file, and migrates them. */
    void imported(ImportedFile file) {
        ImportedFile.checkEngine(writer);
        ImportedFile.checkIntegrity(writer);
        try {
            migrate();
        } catch (SqlSyncException failure) {
            throw file.unmigrated(failure);
        }
    }

    private void foldOn() {
        if (!closed && !broken) {
            commits.schedule();
        }
    }

    @Override
    protected void migrate() {
        super.migrate();
        schemaVersion = reducer.schemaVersion();
        commits.schemaVersion(schemaVersion);
        commits.schedule();
    }

    /**
     * A migration that was taken back is run again, before a mutation sees the older schema. Where
     * that fails the document has to be opened again, and opening tells why.
     */
    private void migrateAgain() {
        if (closed || broken || log.readOnly() || !lacksMigrations()) {
            return;
        }
        try {
            migrate();
        } catch (SqliteTrapException | SqlSyncException failure) {
            breakDown(failure);
        }
    }

    /**
     * Opens a channel: what it says begins with a {@link Message.Welcome} or {@link
     * Message.Refused}, not before this has returned.
     *
     * @param attach names this document
     * @param user the subject of the token, or null; every mutation of the channel is this user's
     * @param claims of the token that reducers may see, an encoded value; null for none
     * @param writes whether the user may change the document; else its mutations are rejected
     */
    public ServerChannel attach(
            Message.Attach attach, String user, String claims, boolean writes, ChannelPeer peer) {
        CoordinatorChannel channel = channels.channel(attach.channel(), user, claims, writes, peer);
        loop.on(new ChannelEvent.Attaching(channel, attach));
        return new ServerChannel() {
            @Override
            public void received(Message message) {
                loop.on(new ChannelEvent.Received(channel, message));
            }

            @Override
            public void closed() {
                loop.on(new ChannelEvent.Closed(channel));
            }
        };
    }

    @Override
    protected SqlSyncException refusal() {
        return closed || broken ? closedError() : problem();
    }

    @Override
    protected void recovered() {
        migrateAgain();
    }

    private void breakDown(RuntimeException cause) {
        broken = true;
        commits.stop(refusal());
        snapshots.stop(refusal());
        loop.on(new ChannelEvent.EndAll("The document has to be opened again."));
        services.timers().soon(() -> listener.broken(cause));
    }

    /**
     * Applies a mutation that came over HTTP. {@code done} is told when it is on disk: one result
     * for each call. The same id of the same user again does nothing and is answered as it was,
     * without results where they were long.
     *
     * @param mutationId chosen by the caller: 1 to 100 characters
     */
    public void mutate(
            String user,
            String claims,
            String mutationId,
            List<Mutation.Call> calls,
            Completion<List<String>, SqlSyncException> done) {
        SqlSyncException refusal = refusal();
        if (refusal != null) {
            done.failed(refusal);
            return;
        }
        try {
            posted.mutate(reducer, user, claims, mutationId, calls, done);
        } catch (SqliteTrapException trap) {
            breakDown(trap);
            done.failed(refusal());
        }
    }

    /**
     * What {@link #reader} sees now, for a reader of another thread, whatever happens to the
     * document. To be released on the thread of the document.
     */
    public PageSnapshot freeze() {
        return pages.freeze();
    }

    /**
     * Runs {@code work}, which looks at {@link #reader} or takes a {@link #freeze}, and passes on
     * what it returned when all that it may have seen is on disk. Where that was taken back, it
     * runs again. The reader itself sees every mutation applied so far, also those that are not on
     * disk yet.
     */
    public <T> void read(Supplier<T> work, Completion<T, SqlSyncException> done) {
        new DurableRead<>(services.timers(), commits, this::notReadable, work, done).run();
    }

    /**
     * All pages as of one LSN, whatever is written meanwhile; for readers of another thread,
     * whatever happens to the document.
     */
    public void freezeLayer(Completion<LayerSnapshot, SqlSyncException> done) {
        SqlSyncException refusal = notReadable();
        if (refusal != null) {
            done.failed(refusal);
        } else {
            snapshots.ask(done);
        }
    }

    private SqlSyncException notReadable() {
        return closed || broken ? refusal() : null;
    }

    @Override
    public void flush(Completion<Void, SqlSyncException> done) {
        if (closed || broken) {
            done.failed(refusal());
        } else {
            commits.flush(done);
        }
    }

    /** As {@link OpenDocument#replaceReducer}; timelines that were held are tried again. */
    @Override
    public void replaceReducer(Reducer next) {
        try {
            super.replaceReducer(next);
        } catch (SqliteTrapException trap) {
            breakDown(trap);
            throw trap;
        }
        loop.on(new ChannelEvent.ReducerReplaced());
    }

    /** Whose mutations were settled on timelines of devices, each once; in no order. */
    public Set<String> users() {
        Set<String> users = new LinkedHashSet<>();
        for (KnownTimeline timeline : notes.timelines()) {
            if (timeline.cursor > 0 && timeline.user != null) {
                users.add(timeline.user);
            }
        }
        return users;
    }

    public CoordinatorStats stats() {
        int timelines = 0;
        int unacknowledged = 0;
        for (KnownTimeline timeline : notes.timelines()) {
            timelines += timeline.cursor > 0 ? 1 : 0;
            unacknowledged += timeline.rejections.size();
        }
        return new CoordinatorStats(
                channels.count(),
                timelines,
                application.accepted(),
                application.rejected(),
                application.duplicates(),
                channels.gaps(),
                channels.held(),
                unacknowledged,
                log.storage().durableRange().last(),
                (long) pages.pageCount() * Page.BYTES,
                batches);
    }

    /** Ends all channels with a {@code closed} that may be tried again, flushes and closes. */
    public void close(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        loop.on(new ChannelEvent.EndAll("The coordinator closed the document."));
        if (broken) {
            closed = true;
            release(null, done);
            return;
        }
        commits.flush(Completion.either(failure -> release(failure, done)));
        closed = true;
    }

    @Override
    public long modified() {
        return modified;
    }

    @Override
    protected void letGo() {
        closed = true;
        commits.stop(refusal());
        snapshots.stop(refusal());
        compactor.end();
        if (!broken) {
            closeConnections();
        }
    }

    private final class Batches implements CoordinatorCommits.Listener {
        @Override
        public void appended(long lsn, int bytes, long at) {
            batches++;
            modified = at;
            compactor.appended(lsn, bytes, at);
            snapshots.appended(lsn);
        }

        @Override
        public void durable() {
            if (broken) {
                return;
            }
            compactor.durable();
            snapshots.durable();
            loop.on(new ChannelEvent.BatchDurable());
        }

        @Override
        public void takenBack(StorageException failure) {
            compactor.takenBack();
            SqlSyncException why = StorageFailures.describe(failure);
            loop.on(new ChannelEvent.EndAll(why.getMessage()));
            migrateAgain();
            snapshots.takenBack();
            services.timers().soon(() -> listener.storageFailed(why));
        }
    }

    // The channels, and what they want done.

    /** Sees what passes between the document and its channels; for tests. */
    void observe(EffectLoop.Observer<ChannelEvent, ChannelEffect> observer) {
        loop.observe(observer);
    }

    private void changeState(ChannelEvent event) {
        channels.on(event);
    }

    private void carryOut(ChannelEffect effect) {
        if (effect instanceof ChannelEffect.Send e) {
            e.peer().send(e.message());
        } else if (effect instanceof ChannelEffect.Holding e) {
            e.peer().holding(e.bytes());
        } else if (effect instanceof ChannelEffect.DrainSoon) {
            services.timers().soon(() -> loop.on(new ChannelEvent.DrainDue()));
        } else if (effect instanceof ChannelEffect.Flush e) {
            flush(e.channel(), e.attach());
        } else if (effect instanceof ChannelEffect.Compare e) {
            compare(e.channel(), e.attach());
        } else if (effect instanceof ChannelEffect.CountChanged) {
            services.timers().soon(() -> listener.attached(channels.count()));
        } else if (effect instanceof ChannelEffect.RefuseSoon e) {
            services.timers().soon(() -> loop.on(e.refusal()));
        } else if (effect instanceof ChannelEffect.CloseConnection e) {
            e.peer().malformed(e.reason());
        } else if (effect instanceof ChannelEffect.BreakDown e) {
            breakDown(e.trap());
        } else {
            throw new IllegalArgumentException("an effect that nobody carries out");
        }
    }

    private void flush(CoordinatorChannel channel, Message.Attach attach) {
        commits.flush(
                Completion.either(
                        failure ->
                                loop.on(
                                        failure == null
                                                ? new ChannelEvent.TimelineDurable(channel, attach)
                                                : refused(channel, failure))));
    }

    private void compare(CoordinatorChannel channel, Message.Attach attach) {
        Message.Position device = attach.storage();
        log.storage()
                .syncPrepare(
                        new SyncRequest(device.id(), device.lsn(), device.stamp(), 1),
                        Completion.of(
                                answer -> compared(channel, attach, answer),
                                failure ->
                                        loop.on(
                                                refused(
                                                        channel,
                                                        StorageFailures.describe(failure)))));
    }

    private void compared(CoordinatorChannel channel, Message.Attach attach, SyncAnswer answer) {
        if (answer instanceof SyncAnswer.Folded folded) {
            folded.fold().close();
        }
        boolean diverged = answer instanceof SyncAnswer.Diverged;
        loop.on(new ChannelEvent.Compared(channel, attach, diverged));
    }

    private static ChannelEvent refused(CoordinatorChannel channel, SqlSyncException failure) {
        return new ChannelEvent.Refused(channel, "closed", failure.getMessage(), true);
    }
}
