package sqlsync.coordinator.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.health.CutOffError;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.limit.KeyedRateLimit;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.coordinator.reducer.ReducerCatalog;
import sqlsync.document.ImportedFile;
import sqlsync.journal.JournalLimits;
import sqlsync.page.Page;
import sqlsync.platform.Randomness;
import sqlsync.sqlite.SqliteTrapException;

/**
 * All documents of this coordinator.
 *
 * <p>A document is opened on first use, on the loop with the fewest documents, and closed after it
 * was idle for a while. A document whose mutation was cut off moves to the slow loop, which has a
 * low priority, so that other documents do not wait for it.
 *
 * <p>Any thread may call. The use itself runs on the loop of the document.
 */
public final class Documents implements AutoCloseable {
    /** Another process owns the data directory, or nobody does. */
    private static final int EXIT_OF_LOST_DATA = 73;

    private static final int SLOW_REMEMBERED_MAX = 10_000;

    private static final double SECONDS = 60;

    /**
     * How a document is wanted.
     *
     * @param reducer name of its type; null for whatever it is
     * @param create whether to make it where there is none
     * @param user who would have made it; null for nobody in particular
     */
    public record Want(String reducer, boolean create, String user) {
        /** What makes nothing needs no user. */
        public Want(String reducer, boolean create) {
            this(reducer, create, null);
        }
    }

    private final DataDirectory data;
    private final ReducerCatalog catalog;
    private final Executor disk;
    private final Metrics metrics;
    private final OpeningFailures failures;
    private final int idleMillis;
    private final int documentPagesMax;
    private final int devicesMax;
    private final KeyedRateLimit making;
    private final FatalErrors fatal;
    private final Randomness randomness = new SystemRandomness();
    private final Engines engines;
    private final LongQueries longQueries;
    private final Map<String, OpenDocument> open = new HashMap<>();
    private final Set<String> slowOnes = new HashSet<>();
    private final AtomicInteger channels = new AtomicInteger();
    private boolean closing;

    /**
     * @param fatal ends the process over an error on a loop
     * @param lastResort ends the process
     */
    public Documents(
            DataDirectory data,
            ReducerCatalog catalog,
            Executor disk,
            Metrics metrics,
            CoordinatorLimits.Tuning tuning,
            FatalErrors fatal,
            Runnable lastResort)
            throws IOException {
        this.data = data;
        this.catalog = catalog;
        this.disk = disk;
        this.metrics = metrics;
        this.failures = new OpeningFailures(metrics);
        metrics.gauge("documents_open", "Documents that are open.", this::openCount);
        metrics.gauge("channels", "Documents that devices have open, each.", channels::get);
        this.idleMillis = tuning.documentIdleMillisMax();
        this.documentPagesMax = (int) (tuning.documentBytesMax() / Page.BYTES);
        this.devicesMax = tuning.shares().documentDevices();
        this.fatal = fatal;
        making =
                new KeyedRateLimit(
                        tuning.documentsPerMinute(), tuning.documentsPerMinute() / SECONDS);
        engines =
                new Engines(
                        data, catalog, metrics, tuning, randomness, fatal, lastResort, new Owner());
        longQueries = new LongQueries(engines.longQueries(), metrics);
    }

    /** Those that can't be opened. */
    public OpeningFailures failures() {
        return failures;
    }

    /** For queries that hold the loop of their document for too long. */
    public LongQueries longQueries() {
        return longQueries;
    }

    private final class Owner implements Engines.Owner {
        @Override
        public void problem(LoopEngine engine, Throwable problem) {
            Documents.this.problem(engine, problem);
        }

        @Override
        public boolean stuck(LoopEngine engine, String culprit) {
            boolean done = moveAway(engine, culprit);
            if (done) {
                engine.loop().lowerPriority();
            }
            return done;
        }
    }

    /** The documents of a loop that is stuck go on in another one, as after a crash: from disk. */
    private synchronized boolean moveAway(LoopEngine engine, String culprit) {
        LoopEngine next = closing ? null : engines.replace(engine, culprit);
        if (next == null) {
            return false;
        }
        rememberSlow(culprit);
        Map<OpenDocument, OpenDocument> successors = new HashMap<>();
        for (OpenDocument document : on(engine)) {
            OpenDocument successor = document.successor(engineFor(document.id()));
            open.put(document.id(), successor);
            successors.put(document, successor);
        }
        engine.loop().giveUp(next.loop(), () -> successors.forEach(OpenDocument::giveUp));
        return true;
    }

    /** Does something with a document, on its loop. */
    public void use(String id, Want want, Use use) {
        if (id.isEmpty() || id.length() > JournalLimits.DOCUMENT_ID_CHARS_MAX) {
            refuse(
                    use,
                    ErrorCode.INVALID_ARGUMENT,
                    "A document's id has 1 to "
                            + JournalLimits.DOCUMENT_ID_CHARS_MAX
                            + " characters.");
            return;
        }
        OpenDocument document;
        synchronized (this) {
            document = open.get(id);
            if (document == null
                    && !closing
                    && open.size() < CoordinatorLimits.DOCUMENTS_OPEN_MAX) {
                document = new OpenDocument(this, id, engineFor(id));
                open.put(id, document);
            }
        }
        if (document == null) {
            refuse(
                    use,
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The coordinator is stopping, or has too many documents open. Try again.");
            return;
        }
        OpenDocument found = document;
        found.engine().loop().execute(() -> found.use(want, use));
    }

    /**
     * Runs {@code work} on a thread of the disk while the document is closed. Uses that come
     * meanwhile wait until {@code work} has ended.
     *
     * @param evict whether it is closed where it is open; its devices are told, and come again
     * @return what {@code work} returned, or threw; null at once where the document is open and may
     *     not be closed
     */
    public <T> CompletableFuture<T> whileClosed(String id, boolean evict, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        whileClosed(id, evict, work, result);
        return result;
    }

    private <T> void whileClosed(
            String id, boolean evict, Callable<T> work, CompletableFuture<T> result) {
        OpenDocument inTheWay;
        synchronized (this) {
            if (closing) {
                result.completeExceptionally(
                        new SqlSyncException(
                                ErrorCode.STORAGE_UNAVAILABLE, "The coordinator is stopping."));
                return;
            }
            inTheWay = open.get(id);
            if (inTheWay == null) {
                OpenDocument closed = new OpenDocument(this, id, engineFor(id));
                closed.keepClosed();
                open.put(id, closed);
                disk.execute(() -> runWhileClosed(closed, work, result));
                return;
            }
        }
        if (evict) {
            Runnable again = () -> whileClosed(id, true, work, result);
            inTheWay.engine().loop().execute(() -> inTheWay.closeThen(again));
        } else {
            result.complete(null);
        }
    }

    private static <T> void runWhileClosed(
            OpenDocument closed, Callable<T> work, CompletableFuture<T> result) {
        Runnable told;
        try {
            T value = work.call();
            told = () -> result.complete(value);
        } catch (Exception problem) {
            told = () -> result.completeExceptionally(problem);
        }
        Runnable tell = told;
        closed.engine()
                .loop()
                .execute(
                        () -> {
                            closed.gone();
                            tell.run();
                        });
    }

    /** Another process may own the data by now: what this one would write, it would destroy. */
    void endUnlessOwned() {
        if (!data.isOwned()) {
            EventLog.atWarn()
                    .addKeyValue("path", data.path())
                    .addKeyValue(
                            "message",
                            "The lock file was deleted, moved or taken by another process.")
                    .log("data-directory-lost");
            Runtime.getRuntime().halt(EXIT_OF_LOST_DATA);
        }
    }

    /**
     * Makes a document of a SQLite file, on the slow loop; fails with {@code already-exists} where
     * there is one.
     *
     * @param reducer name of its type
     */
    public CompletableFuture<Void> make(String id, String reducer, ImportedFile file) {
        if (!catalog.has(reducer)) {
            return CompletableFuture.failedFuture(
                    new SqlSyncException(
                            ErrorCode.UNKNOWN_REDUCER,
                            "The coordinator has no reducer \"" + reducer + "\"."));
        }
        DocumentImport making =
                new DocumentImport(data, engines.slow(), disk, this::endUnlessOwned);
        return whileClosed(id, false, () -> making.make(id, reducer, file) == null)
                .thenAccept(
                        made -> {
                            if (made == null) {
                                throw new SqlSyncException(
                                        ErrorCode.ALREADY_EXISTS,
                                        "There is a document \""
                                                + id
                                                + "\" already: choose another id.");
                            }
                        });
    }

    /**
     * Deletes a document, whoever has it open, and remembers that: it can neither be opened nor
     * made any more. Fails with {@code not-found} where there is none.
     */
    public CompletableFuture<Void> delete(String id) {
        return whileClosed(id, true, () -> data.bury(id))
                .thenAccept(
                        found -> {
                            if (!found) {
                                throw new SqlSyncException(
                                        ErrorCode.NOT_FOUND,
                                        "The coordinator has no document \"" + id + "\".");
                            }
                        });
    }

    /** What somebody is told who wants a document that was deleted. */
    static SqlSyncException deleted(String id) {
        return new SqlSyncException(
                ErrorCode.DELETED, "The document \"" + id + "\" was deleted by an administrator.");
    }

    private void refuse(Use use, ErrorCode code, String message) {
        engines.shared()
                .get(0)
                .loop()
                .execute(() -> use.failed(new SqlSyncException(code, message)));
    }

    private LoopEngine engineFor(String id) {
        return slowOnes.contains(id) ? engines.slow() : engines.idlest(open.values());
    }

    /** On the loop of {@code document}, which is closed. */
    synchronized void gone(OpenDocument document) {
        open.remove(document.id(), document);
        notifyAll();
    }

    private synchronized List<OpenDocument> on(LoopEngine engine) {
        return open.values().stream().filter(each -> each.engine() == engine).toList();
    }

    /**
     * Loads the reducers again, and gives them to every document that is open.
     *
     * @return completes when all documents run by them
     * @throws ReducerCatalog.UnusableException where one is wrong; then nothing has changed
     */
    public CompletionStage<Void> reloadReducers()
            throws IOException, ReducerCatalog.UnusableException {
        catalog.reload();
        List<LoopEngine> all = new ArrayList<>(engines.shared());
        all.add(engines.slow());
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (LoopEngine engine : all) {
            CompletableFuture<Void> replaced = new CompletableFuture<>();
            done.add(replaced);
            engine.loop()
                    .execute(
                            () -> {
                                try {
                                    engine.replaceReducers(() -> replaceReducers(engine));
                                } finally {
                                    replaced.complete(null);
                                }
                            });
        }
        return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
    }

    /** What one document throws is its own trouble. */
    private void replaceReducers(LoopEngine engine) {
        for (OpenDocument document : on(engine)) {
            try {
                document.replaceReducer();
            } catch (RuntimeException | CutOffError problem) {
                problem(engine, problem);
            }
        }
    }

    /** What a task on a loop threw; on that loop. */
    private void problem(LoopEngine engine, Throwable problem) {
        fatal.check(problem);
        if (engine.loop().isGivenUp()) {
            EventLog.atInfo().addKeyValue("loop", engine.loop()).log("stuck-loop-ended");
        } else if (problem instanceof CutOffError) {
            String culprit = engine.takeCulprit();
            cutOff(culprit, problem);
            on(engine).stream()
                    .filter(each -> each.id().equals(culprit))
                    .forEach(OpenDocument::close);
        } else if (problem instanceof SqliteTrapException trap) {
            stopped(engine, trap);
        } else {
            metrics.problems.inc();
            EventLog.atError().setCause(problem).log("problem");
        }
    }

    /** On the loop of {@code document}, which can't go on. */
    void broken(OpenDocument document, RuntimeException cause) {
        if (cause instanceof SqliteTrapException trap) {
            stopped(document.engine(), trap);
        } else {
            EventLog.atError()
                    .addKeyValue("document", document.id())
                    .setCause(cause)
                    .log("document-broken");
        }
        document.close();
    }

    /** SQLite has stopped under all documents of a loop. Those that come after get another one. */
    private void stopped(LoopEngine engine, SqliteTrapException trap) {
        if (engine.discardSqlite(trap)) {
            cutOff(engine.takeCulprit(), trap);
            on(engine).forEach(OpenDocument::abandon);
        }
    }

    private void cutOff(String culprit, Throwable problem) {
        metrics.mutationsCutOff.inc();
        EventLog.atWarn()
                .addKeyValue("document", culprit)
                .addKeyValue("message", problem.getMessage())
                .log("mutation-cut-off");
        rememberSlow(culprit);
    }

    private synchronized void rememberSlow(String culprit) {
        if (culprit != null && slowOnes.size() < SLOW_REMEMBERED_MAX) {
            slowOnes.add(culprit);
        }
    }

    /** A SQLite file that may become a document. */
    public long fileBytesMax() {
        return Math.min(Limits.IMPORT_BYTES_MAX, (long) documentPagesMax * Page.BYTES);
    }

    /** Documents that are open, or being opened or closed. */
    public synchronized int openCount() {
        return open.size();
    }

    /** Closes every document, and waits for that as long as a shutdown may take. */
    @Override
    public void close() {
        List<OpenDocument> all;
        synchronized (this) {
            closing = true;
            all = new ArrayList<>(open.values());
        }
        all.forEach(each -> each.engine().loop().execute(each::close));
        if (!awaitGone()) {
            EventLog.atWarn().addKeyValue("count", openCount()).log("documents-left-open");
        }
        engines.close();
    }

    private synchronized boolean awaitGone() {
        long until =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(CoordinatorLimits.STOP_MILLIS_MAX);
        try {
            while (!open.isEmpty()) {
                long millis = (until - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized boolean isClosing() {
        return closing;
    }

    /** Of one document, at one time. */
    int devicesMax() {
        return devicesMax;
    }

    /** Whether a user, or nobody in particular, may make one more document now. */
    boolean mayMake(String user) {
        return making.allows(Quotas.holder(user));
    }

    /** The threads that documents live on, but for the one that may be late. */
    public List<EventLoop> loops() {
        return engines.shared().stream().map(LoopEngine::loop).toList();
    }

    public DataDirectory data() {
        return data;
    }

    ReducerCatalog catalog() {
        return catalog;
    }

    Executor disk() {
        return disk;
    }

    /** So many more channels are open. */
    void channels(int more) {
        channels.addAndGet(more);
    }

    Metrics metrics() {
        return metrics;
    }

    Randomness randomness() {
        return randomness;
    }

    int idleMillis() {
        return idleMillis;
    }
}
