package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.platform.Fault;
import sqlsync.platform.PowerCut;

/**
 * A device's disk stops or fails at any operation of a story in which it writes, receives, rebases,
 * is refused, folds, dismisses, closes and opens. Pages send again what was not acknowledged.
 */
class SyncedDocumentCutsTest {
    /** {@code -Dsqlsync.cuts.step=1} leaves out nothing. */
    private static final int STEP = Integer.getInteger("sqlsync.cuts.step", 4);

    @Test
    void aPowerCutAtAnyOperationOfStorageLosesAndDoublesNothing() {
        int cuts = 0;
        for (Fault fault : List.of(Fault.POWER_CUT, Fault.POWER_CUT_HALFWAY)) {
            int step = fault == Fault.POWER_CUT ? 1 : STEP;
            for (int operation = 0; ; operation += step) {
                Story story = new Story(operation, fault);
                story.tell();
                if (story.crashes == 0) {
                    break;
                }
                cuts++;
            }
        }
        Tally.tell("power cuts of a device with a coordinator", cuts);
        assertTrue(cuts >= 60, cuts + " cuts");
    }

    @Test
    void aFailureOfAnyOperationOfStorageIsTakenBackAndMadeGood() {
        int failures = 0;
        for (Fault fault : List.of(Fault.FAILS, Fault.FAILS_AFTERWARDS, Fault.FULL)) {
            int step = fault == Fault.FAILS ? STEP : 2 * STEP;
            for (int operation = 0; ; operation += step) {
                Story story = new Story(operation, fault);
                story.tell();
                if (!story.faulted) {
                    break;
                }
                failures++;
            }
        }
        Tally.tell("failures of the disk of a device with a coordinator", failures);
        assertTrue(failures >= 30, failures + " failures");
    }

    private static final class Story {
        private static final int OTHERS = 7;

        final SyncWorld world = new SyncWorld().start();
        final SyncedDevice one = world.device("one");
        private final SyncedDevice two = world.device("two").open();
        private final Map<Integer, String[]> asked = new HashMap<>();
        private final String where;
        private boolean dismissed;
        private boolean opened;
        int crashes;
        boolean faulted;

        Story(int operation, Fault fault) {
            where = fault + " at " + operation;
            one.disk.failAfter(operation, fault);
        }

        void tell() {
            until(this::isOpen);
            mutate("add", "x apple");
            mutate("add", "a1 x");
            untilSettled();

            step(one::offline);
            String edit = mutate("edit", "x aubergine");
            mutate("add", "a2 x");
            until(() -> isDurable(edit));
            two.mutate("delete", "x x");
            two.mutate("add", "b0 x");
            step(one::goOnline);
            untilSettled();
            // Enough for the device to fold what it receives.
            for (int i = 1; i < OTHERS; i++) {
                two.mutate("add", "b" + i + " " + "x".repeat(5000));
                untilSettled();
            }
            assertEquals(edit + ":gone", one.rejected(), where);

            until(() -> dismiss(edit));
            assertEquals("", one.rejected(), where);
            dismissed = true;
            mutate("add", "a3 x");
            until(this::closedAndOpenedAgain);
            two.mutate("add", "last x");
            untilSettled();
            assertAllOnce(edit);

            crash();
            until(this::isOpen);
            untilSettled();
            assertAllOnce(edit);
        }

        private void crash() {
            faulted |= one.disk.faultHappened();
            one.crash();
            opened = false;
        }

        private void assertAllOnce(String edit) {
            world.assertConverged();
            assertEquals(
                    "a1 a2 a3 last",
                    one.rows("SELECT id FROM items WHERE id NOT LIKE 'b%' ORDER BY id"),
                    where);
            assertEquals(
                    String.valueOf(OTHERS),
                    one.rows("SELECT count(*) FROM items WHERE id LIKE 'b%'"),
                    where);
            assertTrue(one.folded(), "nothing was folded: " + where);
            assertEquals("", one.rejected(), where);
            assertEquals(1, world.server.document.stats().rejected(), where);
            assertEquals(0, world.server.document.stats().gaps(), where);
            one.settled.forEach(
                    (id, outcome) ->
                            assertEquals(id.equals(edit) ? "gone" : "accepted", outcome, where));
        }

        private String mutate(String name, String arguments) {
            int number = asked.size() + 1;
            // A page that was told of a failure does not send what it made before behind it.
            until(() -> true);
            asked.put(number, new String[] {name, arguments});
            step(() -> send(number));
            return "one-" + number;
        }

        private void send(int number) {
            String[] what = asked.get(number);
            one.send(number, what[0], what[1]);
        }

        private boolean isDurable(String id) {
            return one.durable.contains(id);
        }

        private void untilSettled() {
            until(
                    () -> {
                        for (int number : asked.keySet()) {
                            if (!isDurable("one-" + number)) {
                                return false;
                            }
                        }
                        return one.document.status().synced()
                                && one.document.log().storage().range().last()
                                        == world.server.document.stats().storageLsn();
                    });
        }

        private boolean dismiss(String id) {
            CoordinatorWorld.Told<Void> told = new CoordinatorWorld.Told<>();
            one.document.dismiss(id, told);
            world.settleDown();
            return told.isTold() && told.failure() == null;
        }

        /** Closing may fail with the disk; what was acknowledged is there all the same. */
        private boolean closedAndOpenedAgain() {
            CoordinatorWorld.Told<Void> told = new CoordinatorWorld.Told<>();
            one.document.close(told);
            world.settleDown();
            assertTrue(told.isTold(), where);
            crash();
            return isOpen();
        }

        /** What it acknowledged before can be seen, without a network. */
        private boolean isOpen() {
            // Where a cut fell into its opening, whoever mended that has opened it.
            if (opened) {
                return true;
            }
            one.online = false;
            CoordinatorWorld.Told<?> told = one.tryOpen();
            if (told.failure() != null) {
                crash();
                return false;
            }
            List<String> pending = new ArrayList<>(List.of(one.pending().split(" ")));
            pending.replaceAll(each -> each.replaceAll(":.*", ""));
            for (String id : one.settled.keySet()) {
                assertTrue(!pending.contains(id), id + " was settled: " + where);
            }
            for (String id : one.durable) {
                assertTrue(one.document.knows(id), id + " was acknowledged: " + where);
            }
            if (dismissed) {
                assertEquals("", one.rejected(), where);
            }
            opened = true;
            one.goOnline();
            sendAgain();
            return true;
        }

        private void sendAgain() {
            for (int number = 1; number <= asked.size(); number++) {
                if (!isDurable("one-" + number)) {
                    send(number);
                }
            }
        }

        /** Something that happens once; what a crash takes away of it is made good. */
        private void step(Runnable what) {
            try {
                what.run();
                world.settleDown();
            } catch (PowerCut cut) {
                revive();
            }
        }

        private void until(BooleanSupplier so) {
            while (true) {
                try {
                    world.until(() -> healed() && so.getAsBoolean(), where);
                    return;
                } catch (PowerCut cut) {
                    revive();
                }
            }
        }

        private void revive() {
            crashes++;
            crash();
            until(this::isOpen);
        }

        /** As worker and page do after storage failed: it is tried again, and so is what failed. */
        private boolean healed() {
            if (one.document != null && one.document.recoverable()) {
                one.document.recover(new CoordinatorWorld.Told<>());
                world.settleDown();
                return false;
            }
            if (one.failed.isEmpty()) {
                return true;
            }
            one.failed.clear();
            sendAgain();
            return false;
        }
    }
}
