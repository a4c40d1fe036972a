package sqlsync.coordinator.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.coordinator.loop.LowPriority;
import sqlsync.coordinator.loop.SystemClock;
import sqlsync.coordinator.reducer.ApplyingNotes;
import sqlsync.coordinator.reducer.ConsoleLog;
import sqlsync.coordinator.reducer.ReducerCatalog;
import sqlsync.coordinator.reducer.ReducerGuard;
import sqlsync.coordinator.reducer.ThrownLog;
import sqlsync.coordinator.reducer.Watchdog;
import sqlsync.page.Page;
import sqlsync.platform.Randomness;

/**
 * The loops that documents live on: some that all share, and a slow one, of low priority. One that
 * a mutation keeps busy for good is replaced. Any thread may call.
 */
final class Engines implements AutoCloseable {
    /** Loops that are busy for good, each with a share of the processors. */
    private static final int STUCK_LOOPS_MAX = 4;

    /** Told of what goes wrong. */
    interface Owner {
        /** What a task threw; on the loop. */
        void problem(LoopEngine engine, Throwable problem);

        /**
         * A mutation keeps a loop busy, and nothing stops it.
         *
         * @param culprit the document of the mutation
         * @return whether the loop was replaced; false where the process has to end
         */
        boolean stuck(LoopEngine engine, String culprit);
    }

    private final ReducerCatalog catalog;
    private final Metrics metrics;
    private final CoordinatorLimits.Tuning tuning;
    private final Randomness randomness;
    private final Owner owner;
    private final Watchdog watchdog;
    private final ApplyingNotes notes;
    private final ThrownLog thrownLog;
    private final ConsoleLog consoleLog;
    private final List<LoopEngine> shared = new ArrayList<>();
    private final LoopEngine longQueries;
    private final List<EventLoop> stuck = new ArrayList<>();
    private LoopEngine slow;
    private int replacements;

    /**
     * @param fatal ends the process over an error on a loop
     * @param lastResort ends the process
     */
    Engines(
            DataDirectory data,
            ReducerCatalog catalog,
            Metrics metrics,
            CoordinatorLimits.Tuning tuning,
            Randomness randomness,
            FatalErrors fatal,
            Runnable lastResort,
            Owner owner)
            throws IOException {
        this.catalog = catalog;
        this.metrics = metrics;
        this.tuning = tuning;
        this.randomness = randomness;
        this.owner = owner;
        watchdog = new Watchdog(CoordinatorLimits.REDUCER_LAST_RESORT_MILLIS, fatal, lastResort);
        notes = ApplyingNotes.open(data.path().resolve("applying"));
        thrownLog = new ThrownLog(metrics);
        consoleLog = new ConsoleLog(metrics);
        for (int i = 1; i <= tuning.loops(); i++) {
            shared.add(newShared("loop-" + i));
        }
        slow = newSlow("loop-slow");
        longQueries = newEngine("long-queries", tuning.slowReducerMillisMax(), true);
        shared.forEach(engine -> engine.loop().execute(engine::warmUp));
    }

    private LoopEngine newShared(String name) {
        return newEngine(name, tuning.reducerMillisMax(), false);
    }

    private LoopEngine newSlow(String name) {
        LoopEngine engine = newEngine(name, tuning.slowReducerMillisMax(), true);
        engine.loop().execute(LowPriority::ofThisThread);
        return engine;
    }

    private LoopEngine newEngine(String name, int millisMax, boolean decides) {
        LoopEngine[] engine = new LoopEngine[1];
        EventLoop loop =
                new EventLoop(
                        name,
                        problem -> owner.problem(engine[0], problem),
                        metrics.queue(place(name))::since);
        ReducerGuard guard =
                new ReducerGuard(
                        watchdog,
                        notes,
                        notes.slot(name),
                        millisMax,
                        decides,
                        thrownLog,
                        consoleLog,
                        metrics,
                        culprit -> owner.stuck(engine[0], culprit));
        engine[0] =
                new LoopEngine(
                        loop,
                        catalog,
                        guard,
                        new SystemClock(),
                        randomness,
                        (int) (tuning.documentBytesMax() / Page.BYTES));
        return engine[0];
    }

    /** The name of the first loop that was in the place of this one. */
    private static String place(String name) {
        return name.replaceFirst("\\..*", "");
    }

    /** Those that all documents share. */
    synchronized List<LoopEngine> shared() {
        return List.copyOf(shared);
    }

    /** For documents with a mutation that was cut off. */
    synchronized LoopEngine slow() {
        return slow;
    }

    /** For queries that hold the loop of their document for too long. */
    LoopEngine longQueries() {
        return longQueries;
    }

    /** The one with the fewest documents of those that all share. */
    LoopEngine idlest(Iterable<OpenDocument> documents) {
        Map<LoopEngine, Integer> load = new HashMap<>();
        documents.forEach(each -> load.merge(each.engine(), 1, Integer::sum));
        List<LoopEngine> all = shared();
        LoopEngine best = all.get(0);
        for (LoopEngine engine : all) {
            if (load.getOrDefault(engine, 0) < load.getOrDefault(best, 0)) {
                best = engine;
            }
        }
        return best;
    }

    /**
     * Makes another one that takes the place of one that is stuck.
     *
     * @return null where too many are stuck already
     */
    synchronized LoopEngine replace(LoopEngine engine, String culprit) {
        stuck.removeIf(loop -> !loop.isAlive());
        int at = shared.indexOf(engine);
        if (stuck.size() >= STUCK_LOOPS_MAX || (at < 0 && engine != slow)) {
            return null;
        }
        EventLoop old = engine.loop();
        String name = place(old.toString()) + "." + ++replacements;
        LoopEngine next = at < 0 ? newSlow(name) : newShared(name);
        if (at < 0) {
            slow = next;
        } else {
            shared.set(at, next);
        }
        stuck.add(old);
        metrics.loopsGivenUp.inc();
        EventLog.atError()
                .addKeyValue("loop", old)
                .addKeyValue("document", culprit)
                .addKeyValue("next", next.loop())
                .log("loop-given-up");
        return next;
    }

    @Override
    public synchronized void close() {
        shared.forEach(engine -> engine.loop().close());
        slow.loop().close();
        longQueries.loop().close();
        watchdog.close();
    }
}
