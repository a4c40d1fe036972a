package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** Devices and coordinator against each other: whatever is cut, they end the same. */
class ConvergenceTest {
    @Test
    void twoDevicesEditOfflineAndConverge() {
        SyncWorld world = new SyncWorld().start();
        SyncedDevice one = world.device("one").open().offline();
        SyncedDevice two = world.device("two").open().offline();
        one.mutate("add", "a apple");
        two.mutate("add", "b banana");
        two.mutate("add", "a avocado");
        world.settleDown();
        assertEquals("a=apple", one.items());
        assertEquals("one-1:unsent", one.pending());

        one.goOnline();
        world.until(() -> one.document.status().synced());
        two.goOnline();
        world.untilSynced();

        assertEquals("a=apple b=banana", one.items());
        world.assertConverged();
        assertEquals("two-2:threw", two.rejected());
        assertEquals("{two-1=accepted, two-2=threw}", two.settled.toString());
        assertEquals("{one-1=accepted}", one.settled.toString());
    }

    @Test
    void deleteAgainstEditIsRejectedAndTold() {
        SyncWorld world = new SyncWorld().start();
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        one.mutate("add", "a apple");
        world.untilSynced();
        two.offline();
        one.mutate("delete", "a x");
        String edit = two.mutate("edit", "a aubergine");
        world.settleDown();
        two.goOnline();
        world.untilSynced();

        assertEquals("gone", two.settled.get(edit));
        assertEquals(edit + ":gone", two.rejected());
        assertEquals("", two.items());
        world.assertConverged();
    }

    /** The connection is cut before each frame of the conversation in turn. */
    @Test
    void cutsAtEveryFrameLoseAndDoubleNothing() {
        int frames = story(Integer.MAX_VALUE);
        assertTrue(frames > 20, frames + " frames");
        for (int cut = 0; cut < frames; cut++) {
            story(cut);
        }
        Tally.tell("frames that were cut", frames);
    }

    private int story(int cut) {
        SyncWorld world = new SyncWorld().start();
        world.server.network.cutAfter(cut);
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        for (int i = 0; i < 3; i++) {
            one.mutate("add", "one" + i + " x");
            two.mutate("add", "two" + i + " x");
            one.mutate("add", "both" + i + " one");
            two.mutate("add", "both" + i + " two");
            world.settleDown();
        }
        world.untilSynced();
        world.assertConverged();
        assertEquals("9", one.rows("SELECT count(*) FROM items"), "cut at " + cut);
        assertEquals(6, one.settled.size(), "cut at " + cut);
        assertEquals(6, two.settled.size(), "cut at " + cut);
        int rejected = one.document.rejected().size() + two.document.rejected().size();
        assertEquals(3, rejected, "cut at " + cut);
        return world.server.network.frames();
    }
}
