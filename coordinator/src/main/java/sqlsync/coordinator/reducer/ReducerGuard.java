package sqlsync.coordinator.reducer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import sqlsync.coordinator.health.CutOffError;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.script.StoppableReducer;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.SqliteTrapException;

/**
 * Keeps the reducers of one event loop in bounds.
 *
 * <p>A loop that many documents share cuts a mutation off early, and settles nothing: its SQLite is
 * given up, and the document goes to a loop for such documents, where the same mutation has more
 * time. What is cut off there, too, is rejected.
 */
public final class ReducerGuard {
    /** Reason of a mutation that processes died of. */
    public static final String CRASHED = "reducer-crashed";

    /** So many mutations of a loop run on code that the JVM has not compiled yet. */
    static final int COLD_RUNS = 32;

    /** Cold code may use so many times as much of a processor. */
    static final int COLD_FACTOR = 12;

    private static final int REFUSED_MAX = 1_000;
    private static final int MIGRATION_FACTOR = 20;

    private record Applied(String key, String documentId) {}

    private final Watchdog watchdog;
    private final ApplyingNotes notes;
    private final ApplyingNotes.Slot slot;
    private final int millisMax;
    private final boolean decides;
    private final ThrownLog thrownLog;
    private final ConsoleLog consoleLog;
    private final Predicate<String> spareThread;
    private final Metrics metrics;
    private final Watchdog.Progress blame =
            new Watchdog.Progress() {
                @Override
                public void longUnderWay() {
                    slot.suspect();
                }

                @Override
                public boolean unstoppable() {
                    slot.unstoppable();
                    Applied culprit = applying;
                    notes.unstoppable(culprit.key());
                    // First, since it may end at any moment.
                    givenUp = true;
                    givenUp = spareThread.test(culprit.documentId());
                    return givenUp;
                }
            };

    /** By their keys. */
    private final Map<String, Boolean> refused = new LinkedHashMap<>();

    private String culprit;
    private int runs;

    /** What is applied, or was last. */
    private volatile Applied applying;

    /** Whether nobody waits for this loop any more. */
    private volatile boolean givenUp;

    /**
     * @param slot of this loop
     * @param millisMax that one mutation may use of a processor
     * @param decides whether a mutation that is cut off here is rejected
     * @param thrownLog that is told what reducers throw
     * @param consoleLog logs what reducers write to {@code console}
     * @param spareThread gives up the thread of this loop, which a mutation of this document keeps
     *     busy for good; false where the process has to end. Called by another thread.
     */
    public ReducerGuard(
            Watchdog watchdog,
            ApplyingNotes notes,
            ApplyingNotes.Slot slot,
            int millisMax,
            boolean decides,
            ThrownLog thrownLog,
            ConsoleLog consoleLog,
            Metrics metrics,
            Predicate<String> spareThread) {
        this.watchdog = watchdog;
        this.notes = notes;
        this.slot = slot;
        this.millisMax = millisMax;
        this.decides = decides;
        this.thrownLog = thrownLog;
        this.consoleLog = consoleLog;
        this.spareThread = spareThread;
        this.metrics = metrics;
    }

    /**
     * The reducer of one document, guarded. A mutation that is cut off on a loop that does not
     * decide ends in a {@link CutOffError}; one that is cut off inside SQLite, which does not
     * survive that, in a {@link SqliteTrapException}.
     */
    public Reducer guard(StoppableReducer reducer, String documentId) {
        return new Guarded(reducer, documentId);
    }

    /**
     * Runs a query of a document. One that goes on for too long stops SQLite.
     *
     * @throws SqliteTrapException if it was stopped
     */
    public <T> T watch(String documentId, int queryMillisMax, Supplier<T> query) {
        try {
            return watchdog.run(queryMillisMax, () -> {}, () -> {}, query);
        } catch (Watchdog.OverdueException overdue) {
            culprit = documentId;
            throw overdue.getCause() instanceof SqliteTrapException trap
                    ? trap
                    : new SqliteTrapException("The query was stopped.", overdue);
        }
    }

    /** The document whose mutation was the last to be stopped; asked once. Null for none. */
    public String takeCulprit() {
        String found = culprit;
        culprit = null;
        return found;
    }

    /** Only where being cut off decides nothing: what is rejected had the same time at any hour. */
    private int millisMaxNow() {
        boolean cold = !decides && runs < COLD_RUNS;
        runs++;
        return cold ? millisMax * COLD_FACTOR : millisMax;
    }

    private MutationRejectedException overLimit() {
        return new MutationRejectedException(
                StoppableReducer.LIMIT,
                "The mutation ran for more than " + millisMax + " ms; the coordinator stopped it.");
    }

    /** Remembered until it comes again, which it does as soon as its document is open again. */
    private void refuseNextTime(String key) {
        refused.put(key, true);
        if (refused.size() > REFUSED_MAX) {
            refused.remove(refused.keySet().iterator().next());
        }
    }

    private final class Guarded implements Reducer {
        private final StoppableReducer reducer;
        private final String documentId;

        Guarded(StoppableReducer reducer, String documentId) {
            this.reducer = reducer;
            this.documentId = documentId;
        }

        @Override
        public String name() {
            return reducer.name();
        }

        @Override
        public int schemaVersion() {
            return reducer.schemaVersion();
        }

        @Override
        public String migrationText(int version) {
            return reducer.migrationText(version);
        }

        @Override
        public Collection<String> mutationNames() {
            return reducer.mutationNames();
        }

        @Override
        public void migrate(int version, Transaction transaction) {
            String what = "migration " + version;
            String id = transaction.context().mutationId();
            reducer.prepare();
            reducer.console(consoleLog.of(documentId, what, id));
            try {
                watchdog.run(
                        millisMax * MIGRATION_FACTOR,
                        () -> {},
                        reducer::stop,
                        () -> {
                            reducer.migrate(version, transaction);
                            return null;
                        });
            } catch (MutationRejectedException rejection) {
                thrownLog.threw(documentId, what, id, rejection);
                throw rejection;
            } catch (Watchdog.OverdueException overdue) {
                if (overdue.getCause() instanceof SqliteTrapException trap) {
                    culprit = documentId;
                    throw trap;
                }
                throw overLimit();
            } finally {
                reducer.console(null);
            }
        }

        @Override
        public String apply(String name, String arguments, Transaction transaction) {
            String mutation = transaction.context().mutationId();
            String result;
            try {
                result = applyInBounds(mutation, name, arguments, transaction);
            } catch (RuntimeException | CutOffError thrown) {
                requireInUse(mutation, name);
                throw thrown;
            }
            requireInUse(mutation, name);
            return result;
        }

        private String applyInBounds(
                String mutation, String name, String arguments, Transaction transaction) {
            String key = ApplyingNotes.key(documentId, transaction.context().user(), mutation);
            if (notes.killed(key)) {
                throw new MutationRejectedException(
                        CRASHED, "The coordinator died of this mutation, or could not stop it.");
            }
            if (refused.remove(key) != null) {
                throw overLimit();
            }
            reducer.prepare();
            reducer.console(consoleLog.of(documentId, name, mutation));
            slot.note(key);
            applying = new Applied(key, documentId);
            boolean survived = true;
            long began = System.nanoTime();
            try {
                return watchdog.run(
                        millisMaxNow(),
                        blame,
                        reducer::stop,
                        () -> reducer.apply(name, arguments, transaction));
            } catch (MutationRejectedException rejection) {
                thrownLog.threw(documentId, name, mutation, rejection);
                throw rejection;
            } catch (OutOfMemoryError fatal) {
                slot.suspect();
                survived = false;
                throw fatal;
            } catch (Watchdog.OverdueException overdue) {
                throw cutOff(key, mutation, name, overdue.getCause());
            } catch (SqliteTrapException trap) {
                throw trapped(key, trap);
            } catch (StackOverflowError tooDeep) {
                throw new MutationRejectedException(
                        StoppableReducer.LIMIT, "The mutation calls itself too deep.");
            } finally {
                metrics.applying.since(began);
                reducer.console(null);
                if (survived && !givenUp) {
                    slot.clear();
                }
            }
        }

        /** Whatever it came to after nobody waited for it any more, it came to nothing. */
        private void requireInUse(String mutation, String name) {
            if (givenUp) {
                throw new CutOffError(mutation, name);
            }
        }

        private RuntimeException cutOff(String key, String mutation, String name, Throwable cause) {
            if (cause instanceof SqliteTrapException trap) {
                return trapped(key, trap);
            }
            if (!decides) {
                culprit = documentId;
                throw new CutOffError(mutation, name);
            }
            return overLimit();
        }

        /** Nothing can be settled on an SQLite that stopped; but what stops it twice is enough. */
        private SqliteTrapException trapped(String key, SqliteTrapException trap) {
            culprit = documentId;
            if (decides) {
                refuseNextTime(key);
            }
            return trap;
        }
    }
}
