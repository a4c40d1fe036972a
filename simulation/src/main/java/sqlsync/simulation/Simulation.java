package sqlsync.simulation;

import java.util.function.Consumer;
import sqlsync.platform.SeededRandomness;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteWasm;

/** Runs scripts, one after the other. */
public final class Simulation {

    private final Engine engine;
    private final Coverage coverage = new Coverage();

    public Simulation() {
        this(Engine.fastest());
    }

    public Simulation(Engine engine) {
        this.engine = engine;
    }

    /** What happened in all runs so far. */
    public Coverage coverage() {
        return coverage;
    }

    /**
     * Runs a script.
     *
     * @param log is told each step
     * @return what went wrong, or null
     */
    public Violation run(Script script, Consumer<String> log) {
        // A new one each time: workers that were killed leave their connections open.
        SqliteWasm wasm = engine.create();
        try {
            SeededRandomness randomness = new SeededRandomness(script.seed());
            return run(script, Sqlite.install(wasm, () -> 0L, randomness), log);
        } finally {
            engine.release(wasm);
        }
    }

    private Violation run(Script script, Sqlite sqlite, Consumer<String> log) {
        try {
            new World(script, sqlite, coverage, log).run(script);
            return null;
        } catch (Violation violation) {
            return violation;
        } catch (RuntimeException thrown) {
            Violation violation = new Violation(Invariant.NOTHING_BREAKS, thrown.toString());
            violation.initCause(thrown);
            return violation;
        }
    }

    /**
     * Leaves out of a failing script what can be left out: it still fails, against the same
     * invariant.
     */
    public Script shrink(Script failing, Violation violation) {
        Script shortest = failing;
        for (int chunk = Math.max(1, failing.steps().size() / 2); chunk >= 1; chunk /= 2) {
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (int at = 0; at < shortest.steps().size(); ) {
                    int end = Math.min(shortest.steps().size(), at + chunk);
                    Script candidate = shortest.without(at, end);
                    Violation again = run(candidate, step -> {});
                    if (again != null && again.invariant() == violation.invariant()) {
                        shortest = candidate;
                        shorter = true;
                    } else {
                        at = end;
                    }
                }
            }
        }
        return shortest;
    }
}
