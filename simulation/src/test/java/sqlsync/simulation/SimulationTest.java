package sqlsync.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    /** {@code -Dsqlsync.seeds=N} raises it; {@code -Dsqlsync.firstSeed=N} begins elsewhere. */
    private static final int SEEDS = Integer.getInteger("sqlsync.seeds", 25);

    private static final long FIRST_SEED = Long.getLong("sqlsync.firstSeed", 1);
    private static final int OPERATIONS = 500;

    @Test
    void allInvariantsHoldInEverySeed() {
        Simulation simulation = new Simulation();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Script script = Script.of(seed, OPERATIONS);
            Violation violation = simulation.run(script, step -> {});
            if (violation != null) {
                fail("bin/simulate --seed " + seed + " --verbose: " + violation, violation);
            }
        }
        assertEquals(List.of(), neverHappened(simulation.coverage()));
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
                        "reducer upgraded")) {
            if (coverage.of(what) == 0) {
                missing.add(what);
            }
        }
        return missing;
    }

    @Test
    void theSameSeedDoesTheSame() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Simulation one = new Simulation();
        one.run(Script.of(7, OPERATIONS), first::add);
        Simulation other = new Simulation();
        other.run(Script.of(7, OPERATIONS), second::add);
        assertEquals(first, second);
        assertEquals(one.coverage().report(), other.coverage().report());
    }

    @Test
    void scriptsSurviveBeingWritten() {
        Script script = Script.of(3, 20);
        assertEquals(script, Script.parse(script.text()));
    }

    /** What the simulator found once. docs/RELIABILITY.md tells of each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fold-at-close",
                "opened-without-schema",
                "taken-back-layer",
                "mutations-at-a-failed-fence",
                "fold-after-failed-opening"
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
