package sqlsync.coordinator.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.files.FileBlockStore;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.ReducerNames;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.SqliteTrapException;

/**
 * One document on its loop, from its first use until it is closed. Everything runs on that loop.
 *
 * <p>States: {@link State}. Uses that arrive while it opens wait for it. When it is lost (storage
 * failed, SQLite stopped), {@link Use#lost} of its uses is called, and the next use opens it again.
 */
final class OpenDocument implements CoordinatorListener {
    private enum State {
        /** The document before it, on a loop that was given up, has its files open yet. */
        BLOCKED,
        NEW,
        OPENING,
        OPEN,
        CLOSING,
        GONE
    }

    private record Wanted(Documents.Want want, Use use) {}

    private final Documents documents;
    private final String id;
    private final LoopEngine engine;
    private final Queue<Wanted> waiting = new ArrayDeque<>();
    private final List<Held> held = new ArrayList<>();

    /** Tasks for when it is closed; it is closed for them. */
    private final List<Runnable> whenGone = new ArrayList<>();

    private State state = State.NEW;

    /** Whether its files are used by somebody who wants nobody else to open them. */
    private boolean keptClosed;

    /** What takes its place when it is gone, since its loop was given up; null as a rule. */
    private OpenDocument successor;

    private FileBlockStore store;
    private CoordinatorDocument document;
    private String reducer;
    private Timers.Cancellable idle;
    private int attached;
    private int generation;

    OpenDocument(Documents documents, String id, LoopEngine engine) {
        this.documents = documents;
        this.id = id;
        this.engine = engine;
    }

    /** The same document on another loop, since its own was given up; it can be used at once. */
    OpenDocument successor(LoopEngine on) {
        OpenDocument next = new OpenDocument(documents, id, on);
        next.state = State.BLOCKED;
        return next;
    }

    String id() {
        return id;
    }

    LoopEngine engine() {
        return engine;
    }

    void use(Documents.Want want, Use use) {
        switch (state) {
            case NEW -> {
                waiting.add(new Wanted(want, use));
                state = State.OPENING;
                DocumentLoader.start(documents, this, want);
            }
            case BLOCKED, OPENING, CLOSING -> waiting.add(new Wanted(want, use));
            case OPEN -> grant(want, use);
            case GONE -> documents.use(id, want, use);
        }
    }

    /** The reducer of that name, for this document. */
    Reducer makeReducer(String name) {
        generation = engine.generation();
        return engine.reducer(name, id);
    }

    /**
     * The reducers of its loop were replaced. Where its migrations fail, or storage does, it is
     * closed: opening it again says why.
     */
    void replaceReducer() {
        if (state != State.OPEN || generation == engine.generation()) {
            return;
        }
        Reducer next = makeReducer(reducer);
        if (document.problem() != null) {
            close();
            return;
        }
        try {
            document.replaceReducer(next);
            warn();
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (SqlSyncException why) {
            documents.failures().failed(id, why);
            close();
        }
    }

    private void warn() {
        String warning = document.warning();
        if (warning != null) {
            EventLog.atWarn()
                    .addKeyValue("document", id)
                    .addKeyValue("reducer", reducer)
                    .addKeyValue("message", warning)
                    .log("migration-edited");
        }
    }

    /**
     * Closes it, whoever uses it, and runs {@code task} when it is gone, before those who wait for
     * the document.
     */
    void closeThen(Runnable task) {
        if (state == State.GONE) {
            task.run();
        } else {
            whenGone.add(task);
            close();
        }
    }

    /**
     * Before any use: it is not opened, and those who want it wait until {@link #gone} is called.
     */
    void keepClosed() {
        state = State.CLOSING;
        keptClosed = true;
    }

    /** Its files are in use from here on, and are to be closed whatever happens. */
    void using(FileBlockStore files) {
        store = files;
    }

    /**
     * @param ofReducer name of its type
     */
    void opened(CoordinatorDocument opened, String ofReducer) {
        if (state != State.OPENING) {
            return;
        }
        document = opened;
        reducer = ofReducer;
        state = State.OPEN;
        documents.failures().opened(id);
        documents.metrics().documentsOpened.inc();
        EventLog.atDebug()
                .addKeyValue("document", id)
                .addKeyValue("loop", engine.loop())
                .log("document-opened");
        warn();
        replaceReducer();
        // A use that is cut off must not take what has opened the document down with it.
        engine.loop().soon(this::grantWaiting);
    }

    private void grantWaiting() {
        while (state == State.OPEN && !waiting.isEmpty()) {
            Wanted next = waiting.remove();
            grant(next.want(), next.use());
        }
        if (documents.isClosing() || !whenGone.isEmpty()) {
            close();
        }
        closeWhenIdle();
    }

    void failed(SqlSyncException why) {
        if (state != State.OPENING) {
            return;
        }
        EventLog.atDebug()
                .addKeyValue("document", id)
                .addKeyValue("code", why.code().text())
                .addKeyValue("message", why.getMessage())
                .log("document-not-opened");
        documents.failures().failed(id, why);
        List<Wanted> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(each -> each.use().failed(why));
        closeFiles();
    }

    private void grant(Documents.Want want, Use use) {
        if (want.reducer() != null && !want.reducer().equals(reducer)) {
            use.failed(
                    ReducerNames.mismatch(ErrorCode.REDUCER_MISMATCH, id, reducer, want.reducer()));
            return;
        }
        if (held.size() >= documents.devicesMax()) {
            use.failed(
                    new SqlSyncException(
                            ErrorCode.STORAGE_UNAVAILABLE,
                            "Too many devices have the document \"" + id + "\" open. Try again."));
            return;
        }
        if (document.recoverable()) {
            waiting.add(new Wanted(want, use));
            recover();
            return;
        }
        cancelIdle();
        Held lease = new Held(use);
        held.add(lease);
        use.opened(document, lease);
    }

    /** Storage failed a moment ago, and may be better now. */
    private void recover() {
        state = State.OPENING;
        document.recover(
                Completion.of(
                        ignored -> opened(document, reducer),
                        why -> {
                            List<Wanted> all = new ArrayList<>(waiting);
                            waiting.clear();
                            state = State.OPEN;
                            all.forEach(each -> each.use().failed(why));
                            if (!whenGone.isEmpty()) {
                                close();
                            }
                            closeWhenIdle();
                        }));
    }

    private void closeWhenIdle() {
        if (state == State.OPEN && held.isEmpty() && idle == null) {
            idle = engine.loop().after(documents.idleMillis(), this::close);
        }
    }

    private void cancelIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    @Override
    public void attached(int channels) {
        documents.channels(channels - attached);
        attached = channels;
    }

    @Override
    public void broken(RuntimeException cause) {
        documents.broken(this, cause);
    }

    @Override
    public void storageFailed(SqlSyncException failure) {
        documents.metrics().storageFailures.inc();
        EventLog.atWarn()
                .addKeyValue("document", id)
                .addKeyValue("code", failure.code().text())
                .addKeyValue("message", failure.getMessage())
                .log("storage-failed");
    }

    /** Closes it, whoever uses it; they are told that it is lost. */
    void close() {
        if (state != State.OPEN) {
            return;
        }
        cancelIdle();
        state = State.CLOSING;
        loseUsers();
        document.close(
                Completion.of(
                        ignored -> closeFiles(),
                        why -> {
                            EventLog.atWarn()
                                    .addKeyValue("document", id)
                                    .addKeyValue("message", why.getMessage())
                                    .log("document-not-closed-cleanly");
                            closeFiles();
                        }));
    }

    /** SQLite stopped under it: what is on disk is all there is. */
    void abandon() {
        if (state == State.OPENING) {
            failed(
                    new SqlSyncException(
                            ErrorCode.STORAGE_UNAVAILABLE,
                            "The document \""
                                    + id
                                    + "\" could not be opened just now. Try again."));
        } else if (state == State.OPEN) {
            cancelIdle();
            state = State.CLOSING;
            loseUsers();
            closeFiles();
        }
    }

    /**
     * Its loop was given up, and another one runs what that is asked for, this, too: what is on
     * disk is all there is. {@code next} takes its place.
     */
    void giveUp(OpenDocument next) {
        successor = next;
        if (keptClosed) {
            return;
        }
        state = State.GONE;
        loseUsers();
        if (store == null) {
            gone();
        } else {
            store.giveUp(engine.loop(), this::gone);
        }
    }

    private void unblock() {
        state = State.NEW;
        if (waiting.isEmpty()) {
            gone();
            return;
        }
        List<Wanted> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(each -> use(each.want(), each.use()));
    }

    /** Whether it is to be opened no more. */
    boolean isGone() {
        return state == State.GONE;
    }

    private void loseUsers() {
        List<Held> users = new ArrayList<>(held);
        held.clear();
        for (Held each : users) {
            each.released = true;
            each.use.lost();
        }
    }

    private void closeFiles() {
        state = State.CLOSING;
        document = null;
        if (store == null) {
            gone();
        } else {
            store.closeAll(this::gone);
        }
    }

    /** Nothing of it is open any more. */
    void gone() {
        state = State.GONE;
        attached(0);
        documents.gone(this);
        whenGone.forEach(Runnable::run);
        whenGone.clear();
        waiting.forEach(next -> documents.use(id, next.want(), next.use()));
        waiting.clear();
        if (successor != null) {
            successor.engine.loop().execute(successor::unblock);
            successor = null;
        }
    }

    private final class Held implements Use.Lease {
        private final Use use;
        private boolean released;

        Held(Use use) {
            this.use = use;
        }

        @Override
        public EventLoop loop() {
            return engine.loop();
        }

        @Override
        public <T> T watched(Supplier<T> query) {
            return engine.watch(id, CoordinatorLimits.QUERY_MILLIS_BESIDE_OTHERS_MAX, query);
        }

        @Override
        public void release() {
            if (!released) {
                released = true;
                held.remove(this);
                closeWhenIdle();
            }
        }
    }
}
