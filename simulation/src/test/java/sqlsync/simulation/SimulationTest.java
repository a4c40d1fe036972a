package sqlsync.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.Tally;

class SimulationTest {
    private static final Engine ENGINE = Engine.fastest();

    /** {@code -Dsqlsync.seeds=N} raises it. Bytecode has a fifth, in about the same time. */
    private static final int SEEDS =
            Integer.getInteger("sqlsync.seeds", 600) / (ENGINE == Engine.NATIVE ? 1 : 5);

    /** {@code -Dsqlsync.firstSeed=N} begins elsewhere. */
    private static final long FIRST_SEED = Long.getLong("sqlsync.firstSeed", 1);

    private static final int OPERATIONS = 500;

    @Test
    void allInvariantsHoldInEverySeed() throws InterruptedException {
        Coverage coverage = run();
        assertEquals(List.of(), neverHappened(coverage));
        tell(coverage);
        String how = ENGINE == Engine.NATIVE ? "as machine code" : "as bytecode, a fifth of them";
        Tally.tell("simulated seeds, with SQLite " + how, SEEDS);
    }

    /** Worlds know nothing of each other: each processor has some. */
    private static Coverage run() throws InterruptedException {
        AtomicLong next = new AtomicLong(FIRST_SEED);
        ConcurrentHashMap<Long, Violation> violations = new ConcurrentHashMap<>();
        List<Simulation> simulations =
                Stream.generate(() -> new Simulation(ENGINE))
                        .limit(Runtime.getRuntime().availableProcessors())
                        .toList();
        List<Thread> threads = new ArrayList<>();
        for (Simulation simulation : simulations) {
            Thread thread =
                    new Thread(
                            () -> {
                                long seed = next.getAndIncrement();
                                while (seed < FIRST_SEED + SEEDS && violations.isEmpty()) {
                                    Violation violation =
                                            simulation.run(Script.of(seed, OPERATIONS), step -> {});
                                    if (violation != null) {
                                        violations.put(seed, violation);
                                    }
                                    seed = next.getAndIncrement();
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        violations.forEach(
                (seed, violation) ->
                        fail(
                                "bin/simulate --seed " + seed + " --verbose: " + violation,
                                violation));
        assertTrue(next.get() >= FIRST_SEED + SEEDS, "a thread has ended early");
        Coverage all = new Coverage();
        simulations.forEach(simulation -> all.addAll(simulation.coverage()));
        return all;
    }

    private static void tell(Coverage coverage) {
        for (String line : coverage.report().split("\n")) {
            int space = line.lastIndexOf(' ');
            Tally.tell(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
    }

    /** A simulator in which little happens proves little. */
    private static List<String> neverHappened(Coverage coverage) {
        List<String> missing = new ArrayList<>();
        for (StepKind kind : StepKind.values()) {
            if (coverage.of("step " + kind) == 0) {
                missing.add(kind.toString());
            }
        }
        for (String what :
                List.of(
                        "power cut",
                        "mutation acknowledged",
                        "mutation failed: mutation-rejected",
                        "mutation failed: quota-exceeded",
                        "mutation failed: storage-failed",
                        "document recovered",
                        "opening failed: storage-failed",
                        "reducer upgraded",
                        "connection opened",
                        "settled: accepted",
                        "settled: refused",
                        "coordinator's power cut",
                        "coordinator recovered",
                        "coordinator restored",
                        "coordinator upgraded",
                        "worker upgraded",
                        "segments of one batch",
                        "layers of one mutation",
                        "frame dropped",
                        "frame doubled",
                        "frame reordered",
                        "storage host died halfway",
                        "storage host answered after its end",
                        "storage host started beside another",
                        "storage host waited for a file")) {
            if (coverage.of(what) == 0) {
                missing.add(what);
            }
        }
        return missing;
    }

    /** The second has storage hosts. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void theSameSeedDoesTheSame(long seed) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Simulation one = new Simulation();
        one.run(Script.of(seed, OPERATIONS), first::add);
        Simulation other = new Simulation();
        other.run(Script.of(seed, OPERATIONS), second::add);
        assertEquals(first, second);
        assertEquals(one.coverage().report(), other.coverage().report());
    }

    @Test
    void aSeedDoesTheSameOnMachineCodeAsOnBytecode() {
        Assumptions.assumeTrue(ENGINE == Engine.NATIVE, "SQLite was not built as machine code");
        List<String> machineCode = new ArrayList<>();
        new Simulation(Engine.NATIVE).run(Script.of(8, OPERATIONS), machineCode::add);
        List<String> bytecode = new ArrayList<>();
        new Simulation(Engine.BYTECODE).run(Script.of(8, OPERATIONS), bytecode::add);
        assertEquals(bytecode, machineCode);
    }

    @Test
    void scriptsSurviveBeingWritten() {
        Script script = Script.of(3, 20);
        assertEquals(script, Script.parse(script.text()));
        Script hosted = Script.of(4, 20);
        assertEquals(hosted, Script.parse(hosted.text()));
    }

    /** What the simulator found once. docs/RELIABILITY.md tells of each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fold-at-close",
                "opened-without-schema",
                "taken-back-layer",
                "mutations-at-a-failed-fence",
                "fold-after-failed-opening",
                "fold-outlives-its-channel",
                "refusal-settled-by-a-fold",
                "refusal-of-a-coordinator-set-back",
                "log-closed-while-read",
                "told-durable-on-a-failed-log",
                "own-fold-during-a-received-one",
                "hosts-that-could-not-open",
                "batch-on-a-closed-log",
                "fold-received-on-a-closed-log",
                "settled-by-another-history",
                "replacement-proved-by-a-freed-segment",
                "sent-again-behind-a-failed-batch",
                "log-mended-before-its-batch"
            })
    void whatWasFoundStaysFixed(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream(name + ".script")) {
            assertTrue(in != null, name);
            Script script = Script.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Violation violation = new Simulation().run(script, step -> {});
            if (violation != null) {
                fail(violation);
            }
        }
    }
}
