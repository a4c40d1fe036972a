package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.platform.Fault;

/** Whatever is cut, killed or fails, each mutation is settled once, and devices end the same. */
class CoordinatorCutsTest {
    private static final int MUTATIONS = 8;

    /** Two devices write, some of it is rejected; then all is said to have been well. */
    private static CoordinatorWorld play(CoordinatorWorld world) {
        ScriptedDevice one = world.device("ann").connect();
        ScriptedDevice two = world.device("bob").connect();
        for (int i = 0; i < MUTATIONS; i++) {
            one.mutate(i % 4 == 3 ? "reject" : "add", "a" + i);
            two.mutate("add", "b" + i);
            if (i % 3 == 0) {
                world.run();
            }
        }
        return world.run();
    }

    private static void assertAllOnce(CoordinatorWorld world) {
        world.assertConverged();
        List<String> a = new ArrayList<>();
        List<String> b = new ArrayList<>();
        for (String name : world.names().split(" ")) {
            (name.startsWith("a") ? a : b).add(name);
        }
        List<String> expectedA = new ArrayList<>();
        List<String> expectedB = new ArrayList<>();
        TreeSet<Long> rejected = new TreeSet<>();
        for (int i = 0; i < MUTATIONS; i++) {
            if (i % 4 == 3) {
                rejected.add(i + 1L);
            } else {
                expectedA.add("a" + i);
            }
            expectedB.add("b" + i);
        }
        assertEquals(expectedA, a);
        assertEquals(expectedB, b);
        assertEquals(rejected, world.devices.get(0).rejections.keySet());
        assertEquals(0, world.devices.get(1).rejections.size());
    }

    @Test
    void aCutBeforeAnyFrameLosesAndDoublesNothing(TestReporter reporter) {
        CoordinatorWorld whole = play(new CoordinatorWorld().start());
        assertAllOnce(whole);
        int cuts = 0;
        for (int frame = 0; ; frame++) {
            CoordinatorWorld world = new CoordinatorWorld().start();
            world.network.cutAfter(frame);
            play(world);
            if (!world.network.wasCut()) {
                break;
            }
            cuts++;
            assertAllOnce(world);
        }
        reporter.publishEntry("connections cut before each of " + cuts + " frames");
        assertTrue(cuts >= 30, cuts + " cuts");
    }

    @Test
    void aKillAtAnyOperationOfStorageLosesAndDoublesNothing(TestReporter reporter) {
        int kills = 0;
        for (Fault fault : List.of(Fault.POWER_CUT, Fault.POWER_CUT_HALFWAY)) {
            int step = fault == Fault.POWER_CUT ? 1 : 2;
            for (int operation = 0; ; operation += step) {
                CoordinatorWorld world = new CoordinatorWorld().start();
                world.disk.failAfter(operation, fault);
                play(world);
                if (world.lives() == 1) {
                    break;
                }
                kills++;
                assertAllOnce(world);
                world.restart();
                assertAllOnce(world.run());
            }
        }
        reporter.publishEntry("killed at each of " + kills + " operations of storage");
        assertTrue(kills >= 20, kills + " kills");
    }

    @Test
    void aFailureOfAnyOperationOfStorageIsTakenBackAndMadeGood(TestReporter reporter) {
        int failures = 0;
        for (Fault fault : List.of(Fault.FAILS, Fault.FAILS_AFTERWARDS, Fault.FULL)) {
            int step = fault == Fault.FAILS ? 1 : 3;
            for (int operation = 0; ; operation += step) {
                CoordinatorWorld world = new CoordinatorWorld().start();
                world.disk.failAfter(operation, fault);
                play(world);
                if (!world.disk.faultHappened()) {
                    break;
                }
                failures += world.trouble.isEmpty() ? 0 : 1;
                assertAllOnce(world);
            }
        }
        reporter.publishEntry("storage failed in " + failures + " places that showed");
        assertTrue(failures >= 10, failures + " failures");
    }
}
