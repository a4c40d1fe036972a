package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ListReducer;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.platform.Completion;

/** The device's half, against the real coordinator. */
class SyncedDocumentTest {
    private final SyncWorld world = new SyncWorld().start();

    @Test
    void rejectionsAndPendingMutationsOutliveTheProcess() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        one.mutate("add", "a one");
        world.untilSynced();
        two.offline();
        one.mutate("delete", "a x");
        world.settleDown();
        String edit = two.mutate("edit", "a two");
        world.settleDown();
        two.goOnline();
        world.untilSynced();
        assertEquals(edit + ":gone", two.rejected());
        two.offline();
        String later = two.mutate("add", "b two");
        world.settleDown();

        two.crash();
        two.online = false;
        two.open();

        assertEquals(edit + ":gone", two.rejected());
        assertEquals(later + ":unsent", two.pending());
        assertEquals("b=two", two.items());
        CoordinatorWorld.Told<Void> dismissed = new CoordinatorWorld.Told<>();
        two.document.dismiss(edit, dismissed);
        world.settleDown();
        dismissed.get();
        two.crash();
        two.online = true;
        two.open();
        world.untilSynced();
        assertEquals("", two.rejected());
        world.assertConverged();
    }

    @Test
    void mutationThatIsSentAgainAfterACrashTakesEffectOnce() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        one.crash();
        one.open();
        one.send(1, "add", "a x");
        world.settleDown();
        assertEquals("[one-1, one-1]", one.durable.toString());
        assertEquals("", one.failed.toString().replaceAll("[\\[\\]]", ""));
        world.untilSynced();
        assertEquals("a=x", one.items());
    }

    @Test
    void mutationThatFailsOnNewerStateIsParkedAndTriedAgain() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        world.server.takesEntries = false;
        two.crash();
        two.open();
        two.mutate("add", "a two");
        world.settleDown();
        world.server.takesEntries = true;
        String add = one.mutate("add", "a one");
        world.until(() -> one.settled.containsKey(add));
        world.until(() -> two.items().equals("a=one"));
        assertEquals("two-1:parked", two.pending());
        assertEquals(1, two.document.status().parked());

        String delete = one.mutate("delete", "a x");
        world.until(() -> one.settled.containsKey(delete));
        world.until(() -> two.items().equals("a=two"));
        assertEquals("two-1:sent", two.pending());
    }

    @Test
    void readersNeverSeeHalfOfARebase() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        two.offline();
        for (int i = 0; i < 500; i++) {
            two.mutate("add", "two" + i + " x");
        }
        world.settleDown();
        one.mutate("add", "one x");
        world.until(() -> one.document.status().synced());
        world.server.takesEntries = false;
        two.online = true;
        two.document.connect();
        boolean[] between = {false};
        world.until(
                () -> {
                    String count = two.rows("SELECT count(*) FROM items");
                    between[0] |= two.document.pages().pageCount() > 0 && count.equals("500");
                    assertTrue(count.equals("500") || count.equals("501"), count + " rows");
                    return count.equals("501");
                });
        assertTrue(between[0]);
        assertEquals(500, two.document.status().pending());
    }

    @Test
    void mutationsDuringARebaseTakeEffectBehindItInOrder() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        two.offline();
        for (int i = 0; i < 500; i++) {
            two.mutate("add", "two" + i + " x");
        }
        world.settleDown();
        one.mutate("add", "one x");
        world.until(() -> one.document.status().synced());
        two.goOnline();
        world.until(() -> two.document.figures().rebases() > 1);
        two.mutate("add", "late first");
        two.mutate("edit", "late second");
        boolean[] seen = {false};
        two.document.afterMutations(
                "two",
                () -> {
                    assertEquals("second", two.rows("SELECT name FROM items WHERE id = 'late'"));
                    seen[0] = true;
                });
        world.untilSynced();
        assertTrue(seen[0]);
        assertEquals("[]", two.failed.toString());
        world.assertConverged();
    }

    @Test
    void twoDevicesMigrateOfflineAndConverge() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        one.mutate("add", "a x");
        world.untilSynced();
        for (SyncedDevice device : world.devices) {
            device.offline();
            device.document.replaceReducer(new ListReducer(2));
            device.mutate("add", device.name + " x");
            device.mutate("mark", device.name + " " + device.name);
        }
        world.settleDown();
        one.goOnline();
        two.goOnline();
        world.until(() -> one.document.status().connection().equals("incompatible"));
        world.settleDown();
        // The coordinator is older: what was made with a newer schema is held, not lost.
        assertEquals(2, one.document.status().pending());
        assertEquals(ErrorCode.INCOMPATIBLE, one.document.status().problem().code());

        world.server.document.replaceReducer(new ListReducer(2));
        world.untilSynced();
        world.assertConverged();
        assertEquals("none one two", one.rows("SELECT more1 FROM items ORDER BY id"));
    }

    @Test
    void newerSchemaStopsApplyingAndKeepsTheTimeline() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        world.server.document.replaceReducer(new ListReducer(2));
        world.until(() -> one.document.status().problem() != null);
        assertEquals(ErrorCode.SCHEMA_TOO_NEW, one.document.status().problem().code());
        one.mutate("add", "b x");
        world.settleDown();
        assertEquals("a=x b=x", one.items());
        assertEquals("one-2:unsent", one.pending());

        one.document.replaceReducer(new ListReducer(2));
        world.untilSynced();
        assertEquals("a=x b=x", one.items());
        world.assertConverged();
    }

    @Test
    void documentThatNobodyHasIsNotFoundWhereItIsNotToBeMade() {
        SyncedDevice one = world.device("one");
        world.server.document = null;
        CoordinatorWorld.Told<SyncedDocument> told = one.begin(false);
        world.until(told::isTold);
        assertEquals(ErrorCode.NOT_FOUND, told.failure().code());
    }

    @Test
    void barrierWaitsForMutationsMadeBeforeIt() {
        SyncedDevice one = world.device("one").open().offline();
        one.mutate("add", "a x");
        CoordinatorWorld.Told<Void> synced = new CoordinatorWorld.Told<>();
        one.document.sync(synced);
        world.settleDown();
        assertFalse(synced.isTold());
        one.goOnline();
        world.until(synced::isTold);
        synced.get();
        assertEquals("{one-1=accepted}", one.settled.toString());
    }

    @Test
    void whoConnectsIsConnectedWithinAMomentHoweverLongThereWasNoNetwork() {
        SyncedDevice one = world.device("one");
        one.online = false;
        one.open();
        long tenMinutesLater = one.events.now() + 600_000;
        world.until(() -> one.events.now() >= tenMinutesLater);
        assertFalse(one.document.status().synced());
        one.goOnline();
        long asked = one.events.now();
        world.untilSynced();
        assertTrue(one.events.now() - asked < 1_000);
    }

    @Test
    void barrierShowsWhatTheCoordinatorHadSettledOfOthers() {
        SyncedDevice behind = behindAnother();
        assertTrue(behind.document.status().synced(), "as far as it knows");
        List<String> seen = itemsAtBarrier(behind);
        world.until(() -> !seen.isEmpty());
        assertEquals(List.of("a=x"), seen);
    }

    @Test
    void barrierThatWasAskedForOnAConnectionThatIsCutIsReachedOnTheNext() {
        SyncedDevice behind = behindAnother();
        world.server.network.cutAfter(0);
        List<String> seen = itemsAtBarrier(behind);
        assertTrue(world.server.network.wasCut());
        world.until(() -> !seen.isEmpty());
        assertEquals(List.of("a=x"), seen);
    }

    /** What another device has made is settled, and this one does not get to hear of it yet. */
    private SyncedDevice behindAnother() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        one.mutate("add", "a x");
        while (one.events.runSoon() | world.server.events.runSoon()) {}
        assertEquals("{one-1=accepted}", one.settled.toString());
        return two;
    }

    /** Waits at the barrier; what can be seen when it is reached comes into the list. */
    private List<String> itemsAtBarrier(SyncedDevice device) {
        List<String> seen = new ArrayList<>();
        device.document.sync(Completion.either(failure -> seen.add(device.items())));
        return seen;
    }
}
