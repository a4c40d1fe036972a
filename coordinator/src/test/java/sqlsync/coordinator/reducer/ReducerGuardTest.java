package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.application.JavaReducer;
import sqlsync.coordinator.health.CutOffError;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.script.ScriptBench;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.SqliteTrapException;

@Timeout(900)
class ReducerGuardTest {
    private static final String FOREVER =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    /** What {@link ScriptBench} applies as "m-1". */
    private static final String KEY = ApplyingNotes.key("document", "ann", "m-1");

    @TempDir Path directory;
    private final Watchdog watchdog =
            new Watchdog(
                    30_000,
                    new FatalErrors(code -> {}),
                    () -> {
                        throw new AssertionError("nothing else stopped it");
                    });
    private ApplyingNotes notes;

    @BeforeEach
    void openNotes() throws Exception {
        notes = ApplyingNotes.open(directory.resolve("notes"));
    }

    @AfterEach
    void close() {
        watchdog.close();
    }

    private ScriptBench bench(String body) throws Exception {
        return new ScriptBench(
                directory.toRealPath(),
                ScriptBench.mutation(body),
                new ScriptLimits(Long.MAX_VALUE / 2));
    }

    private Reducer guarded(ScriptBench bench, boolean decides) throws Exception {
        return guarded(bench, decides, 50);
    }

    private Reducer guarded(ScriptBench bench, boolean decides, int millisMax) throws Exception {
        return new ReducerGuard(
                        watchdog,
                        notes,
                        notes.slot("1"),
                        millisMax,
                        decides,
                        new ThrownLog(new Metrics()),
                        new ConsoleLog(new Metrics()),
                        new Metrics(),
                        document -> false)
                .guard(bench.reducer, "document");
    }

    @Test
    void whatAMutationWritesToConsoleIsLoggedWithItsDocument() throws Exception {
        try (HeardLines heard = new HeardLines()) {
            ScriptBench bench = bench("do console.log('n is', args.n); while (args.n === 2);");
            Reducer reducer = guarded(bench, true, 2_000);
            bench.apply(reducer, "work", "{\"n\":1}");
            String head = "event=reducer-console document=document what=work id=session-";
            assertEquals(List.of(head + "1 method=log text=\"n is 1\""), heard.messages());
            bench.apply(bench.reducer, "work", "{\"n\":3}");
            assertEquals(
                    1, heard.messages().size(), "outside of the guard there is nowhere to write");
            assertThrows(
                    MutationRejectedException.class,
                    () -> bench.apply(reducer, "work", "{\"n\":2}"));
            assertTrue(
                    heard.messages().size() > 2 && heard.messages().size() < 200,
                    heard.messages().size() + " lines");
        }
    }

    @Test
    void aLoopThatDecidesRejectsWhatIsCutOff() throws Exception {
        ScriptBench bench = bench("while (args) {} return 1;");
        Reducer reducer = guarded(bench, true);
        for (int i = 0; i < 3; i++) {
            MutationRejectedException rejection =
                    assertThrows(
                            MutationRejectedException.class,
                            () -> bench.apply(reducer, "work", "true"));
            assertEquals("limit", rejection.reason());
            assertFalse(Thread.interrupted());
            assertEquals("1", bench.apply(reducer, "work", "false"));
        }
    }

    @Test
    void aLoopThatDoesNotDecideSettlesNothing() throws Exception {
        ScriptBench bench = bench("while (args) {} return 1;");
        Reducer reducer = guarded(bench, false);
        assertThrows(CutOffError.class, () -> bench.apply(reducer, "work", "true"));
        assertFalse(Thread.interrupted());
    }

    /** Neither depends on the speed of this machine: the work ends by what it used, or never. */
    @Test
    void theFirstMutationsOfALoopHaveTimeForCodeThatIsNotCompiledYet() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        JavaReducer slow =
                new JavaReducer("slow") {
                    {
                        mutation("none", (tx, args) -> {});
                        mutation(
                                "work",
                                (tx, args) -> {
                                    long until = threads.getCurrentThreadCpuTime() + 150_000_000;
                                    while (threads.getCurrentThreadCpuTime() < until) {
                                        if (Thread.currentThread().isInterrupted()) {
                                            throw new IllegalStateException("stopped");
                                        }
                                    }
                                });
                    }
                };
        ScriptBench bench = bench("return 1;");
        Reducer reducer =
                new ReducerGuard(
                                watchdog,
                                notes,
                                notes.slot("1"),
                                50,
                                false,
                                new ThrownLog(new Metrics()),
                                new ConsoleLog(new Metrics()),
                                new Metrics(),
                                document -> false)
                        .guard(new ReducerCatalog.Trusted(slow), "document");
        bench.apply(reducer, "work", "");
        for (int i = 1; i < ReducerGuard.COLD_RUNS; i++) {
            bench.apply(reducer, "none", "");
        }
        CutOffError cut = assertThrows(CutOffError.class, () -> bench.apply(reducer, "work", ""));
        assertTrue(cut.getMessage().contains("(work)"), cut.getMessage());
    }

    @Test
    void aStatementWithoutEndIsStoppedAndTheMutationRejectedWhenItComesAgain() throws Exception {
        String body = "try { tx.all('" + FOREVER + "'); } catch {} return 1;";
        ScriptBench bench = bench(body);
        Reducer reducer = guarded(bench, true);
        assertThrows(
                SqliteTrapException.class,
                () -> bench.inTransaction("m-1", tx -> reducer.apply("work", "", tx)));
        assertFalse(Thread.interrupted());

        ScriptBench next = bench(body);
        MutationRejectedException rejection =
                assertThrows(
                        MutationRejectedException.class,
                        () -> next.inTransaction("m-1", tx -> reducer.apply("work", "", tx)));
        assertEquals("limit", rejection.reason());
    }

    @Test
    void aMutationThatProcessesDiedOfIsRejected() throws Exception {
        for (int i = 0; i < 2; i++) {
            ApplyingNotes.Slot slot = ApplyingNotes.open(directory.resolve("notes")).slot("1");
            slot.note(KEY);
            slot.suspect();
        }
        notes = ApplyingNotes.open(directory.resolve("notes"));
        ScriptBench bench = bench("return 1;");
        Reducer reducer = guarded(bench, true);
        MutationRejectedException rejection =
                assertThrows(
                        MutationRejectedException.class,
                        () -> bench.inTransaction("m-1", tx -> reducer.apply("work", "", tx)));
        assertEquals("reducer-crashed", rejection.reason());
        assertEquals("1", bench.apply(reducer, "work", ""));
    }

    @Test
    void nobodyIsBlamedForTheMutationOfAnotherUserOrDocument() throws Exception {
        String[] others = {
            ApplyingNotes.key("document", "bob", "m-1"), ApplyingNotes.key("other", "ann", "m-1")
        };
        for (String key : others) {
            ApplyingNotes.Slot slot = ApplyingNotes.open(directory.resolve("notes")).slot("1");
            slot.note(key);
            slot.unstoppable();
        }
        notes = ApplyingNotes.open(directory.resolve("notes"));
        assertTrue(notes.killed(others[0]) && notes.killed(others[1]));
        ScriptBench bench = bench("return 1;");
        Reducer reducer = guarded(bench, true);
        bench.inTransaction("m-1", tx -> assertEquals("1", reducer.apply("work", "", tx)));
    }

    @Test
    void aMutationThatNothingStopsIsRejectedWhenItComesAgain() throws Exception {
        CountDownLatch lastResort = new CountDownLatch(1);
        JavaReducer endless =
                new JavaReducer("endless") {
                    {
                        mutation(
                                "work",
                                (tx, args) -> {
                                    if (lastResort.getCount() == 0) {
                                        return;
                                    }
                                    while (lastResort.getCount() > 0) {
                                        Thread.onSpinWait();
                                    }
                                    throw new OutOfMemoryError("the process ends here");
                                });
                    }
                };
        try (Watchdog real =
                new Watchdog(5_000, new FatalErrors(code -> {}), lastResort::countDown)) {
            for (boolean again : new boolean[] {false, true}) {
                notes = ApplyingNotes.open(directory.resolve("notes"));
                ApplyingNotes.Slot slot = notes.slot("1");
                Reducer reducer =
                        new ReducerGuard(
                                        real,
                                        notes,
                                        slot,
                                        5,
                                        false,
                                        new ThrownLog(new Metrics()),
                                        new ConsoleLog(new Metrics()),
                                        new Metrics(),
                                        document -> false)
                                .guard(new ReducerCatalog.Trusted(endless), "document");
                ScriptBench bench = bench("return 1;");
                if (!again) {
                    assertThrows(
                            OutOfMemoryError.class,
                            () -> bench.inTransaction("m-1", tx -> reducer.apply("work", "", tx)));
                } else {
                    MutationRejectedException rejection =
                            assertThrows(
                                    MutationRejectedException.class,
                                    () ->
                                            bench.inTransaction(
                                                    "m-1", tx -> reducer.apply("work", "", tx)));
                    assertEquals("reducer-crashed", rejection.reason());
                }
            }
        }
    }

    /** The process ends over it; what the reducer was doing then is not forgotten on the way. */
    @Test
    void aMutationThatUsesUpTheMemoryIsBlamedForIt() throws Exception {
        for (int death = 0; death < 2; death++) {
            notes = ApplyingNotes.open(directory.resolve("notes"));
            ScriptBench bench = bench("return 1;");
            Reducer reducer =
                    new ReducerGuard(
                                    watchdog,
                                    notes,
                                    notes.slot("1"),
                                    50,
                                    true,
                                    new ThrownLog(new Metrics()),
                                    new ConsoleLog(new Metrics()),
                                    new Metrics(),
                                    document -> false)
                            .guard(new ReducerCatalog.Trusted(new Hungry()), "document");
            assertThrows(
                    OutOfMemoryError.class,
                    () -> bench.inTransaction("m-1", tx -> reducer.apply("work", "", tx)));
        }
        assertTrue(ApplyingNotes.open(directory.resolve("notes")).killed(KEY));
    }

    private static final class Hungry extends JavaReducer {
        Hungry() {
            super("hungry");
            mutation(
                    "work",
                    (tx, args) -> {
                        throw new OutOfMemoryError("there is no more");
                    });
        }
    }
}
