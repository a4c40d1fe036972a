package sqlsync.coordinator.document;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.coordinator.loop.ProcessorTime;
import sqlsync.coordinator.reducer.ReducerCatalog;
import sqlsync.coordinator.reducer.ReducerGuard;
import sqlsync.coordinator.script.StoppableReducer;
import sqlsync.document.DocumentServices;
import sqlsync.journal.SegmentPool;
import sqlsync.jvm.JvmSqlite;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteLimits;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.TimeLimit;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/**
 * An event loop and what its documents share: one SQLite, and one instance of each reducer.
 * Everything but the constructor and {@link #loop} must be called on the loop's thread.
 */
final class LoopEngine {
    private static final String ADVICE = "Use an index, or ask for fewer rows.";

    private final EventLoop loop;
    private final ReducerCatalog catalog;
    private final ReducerGuard guard;
    private final Clock clock;
    private final Randomness randomness;
    private final int documentPagesMax;
    private final Map<String, StoppableReducer> reducers = new HashMap<>();
    private int generation;
    private Sqlite sqlite;
    private SqliteTrapException lastTrap;

    LoopEngine(
            EventLoop loop,
            ReducerCatalog catalog,
            ReducerGuard guard,
            Clock clock,
            Randomness randomness,
            int documentPagesMax) {
        this.loop = loop;
        this.catalog = catalog;
        this.guard = guard;
        this.clock = clock;
        this.randomness = randomness;
        this.documentPagesMax = documentPagesMax;
    }

    EventLoop loop() {
        return loop;
    }

    /** Does what takes time before the first document comes. */
    void warmUp() {
        sqlite();
        catalog.sources().keySet().forEach(name -> reducers.computeIfAbsent(name, catalog::make));
    }

    private Sqlite sqlite() {
        if (sqlite == null) {
            sqlite = Sqlite.install(new JvmSqlite(), clock, randomness);
            sqlite.limitBy(new ProcessorTime());
            sqlite.limitTo(
                    new SqliteLimits(
                            CoordinatorLimits.SQLITE_HEAP_BYTES_MAX,
                            CoordinatorLimits.QUERY_VALUE_BYTES_MAX));
        }
        return sqlite;
    }

    /** What a document of this loop stands on. */
    DocumentServices services(SegmentPool pool) {
        return new DocumentServices(
                pool,
                sqlite(),
                clock,
                randomness,
                loop,
                DocumentServices.LAYER_MUTATIONS_MAX,
                documentPagesMax);
    }

    /** A connection that reads a snapshot of a document, which may belong to another loop. */
    Connection openReader(PageSnapshot snapshot) {
        return sqlite().openReader(Pages.of(snapshot));
    }

    /** How often the reducers were replaced: those that were made before are not used any more. */
    int generation() {
        return generation;
    }

    /**
     * Reducers are made anew from the catalog.
     *
     * @param replace gives every document of this loop its new one; those before are stopped then
     */
    void replaceReducers(Runnable replace) {
        List<StoppableReducer> before = List.copyOf(reducers.values());
        reducers.clear();
        generation++;
        replace.run();
        before.forEach(StoppableReducer::stop);
    }

    /** For one document, by its name, which the catalog has. */
    Reducer reducer(String name, String documentId) {
        return guard.guard(reducers.computeIfAbsent(name, catalog::make), documentId);
    }

    /**
     * Runs a query of a document. SQLite ends one that takes longer than {@code millisMax}; only
     * what it cannot end costs the loop its SQLite.
     *
     * @throws sqlsync.SqlSyncException {@code timeout}
     */
    <T> T watch(String documentId, int millisMax, Supplier<T> query) {
        TimeLimit limit = new TimeLimit(millisMax, "The query", ADVICE);
        return guard.watch(
                documentId,
                CoordinatorLimits.QUERY_STEP_MILLIS_MAX,
                () -> sqlite().within(limit, query));
    }

    /** The document whose mutation was the last to be stopped; asked once. Null for none. */
    String takeCulprit() {
        return guard.takeCulprit();
    }

    /**
     * SQLite has stopped: no document of this loop can go on, those that open get another one.
     *
     * @return false where that has been done already
     */
    boolean discardSqlite(SqliteTrapException trap) {
        SqliteTrapException first =
                trap.getCause() instanceof SqliteTrapException cause ? cause : trap;
        if (sqlite == null || first == lastTrap) {
            return false;
        }
        lastTrap = first;
        sqlite.discard();
        sqlite = null;
        return true;
    }
}
