package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sqlsync.replication.ReplicationLimits.VERSION;

import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ListReducer;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** Devices, coordinators and reducers of neighbouring versions. */
class SyncedSkewTest {
    /** The code of the message that says versions. */
    private static final int HELLO = 1;

    private final SyncWorld world = new SyncWorld().start();

    /** One side greets as a program would that speaks these versions of the protocol. */
    private void greetAs(boolean ofDevice, int newest, int oldest) {
        world.server.network.mangle(
                (byDevice, frame) -> {
                    if (byDevice == ofDevice && frame[0] == HELLO) {
                        frame[1] = (byte) newest;
                        frame[2] = (byte) oldest;
                    }
                });
    }

    private void assertTheySpeak() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        one.mutate("add", "a one");
        two.mutate("add", "a two");
        world.untilSynced();
        world.assertConverged();
        assertEquals(1, one.document.rejected().size() + two.document.rejected().size());
    }

    @Test
    void aDeviceOfTheNextVersionSpeaksWithThisCoordinator() {
        greetAs(true, VERSION + 1, VERSION);
        assertTheySpeak();
    }

    @Test
    void aDeviceOfTheVersionBeforeSpeaksWithThisCoordinator() {
        greetAs(true, VERSION - 1, 1);
        assertTheySpeak();
    }

    @Test
    void aCoordinatorOfTheVersionBeforeSpeaksWithThisDevice() {
        greetAs(false, VERSION - 1, 1);
        assertTheySpeak();
    }

    @Test
    void aCoordinatorOfTheNextVersionSpeaksWithThisDevice() {
        greetAs(false, VERSION + 1, VERSION);
        assertTheySpeak();
    }

    @Test
    void versionsThatDoNotMeetAreSaidAndLoseNothing() {
        for (boolean ofDevice : new boolean[] {true, false}) {
            greetAs(ofDevice, VERSION + 2, VERSION + 1);
            SyncedDevice device = world.device(ofDevice ? "newer" : "older").open();
            device.mutate("add", device.name + " x");
            if (!ofDevice) {
                world.until(() -> device.document.status().connection().equals("incompatible"));
            }
            long begun = device.events.now();
            world.until(() -> device.events.now() > begun + 60_000);
            assertEquals(device.name + "=x", device.items());
            assertEquals(1, device.document.status().pending());
            assertEquals(
                    "", world.server.rows("SELECT id FROM items WHERE id = '" + device.name + "'"));
            greetAs(ofDevice, VERSION, 1);
            world.untilSynced();
            world.assertConverged();
        }
    }

    @Test
    void aPendingMutationThatTheDevicesReducerLacksIsParkedAndSettledByTheCoordinator() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        one.offline().mutate("edit", "a y");
        world.settleDown();
        one.document.replaceReducer(new ListReducer(1, "edit"));
        one.crash();
        one.reducer = new ListReducer(1, "edit");
        one.online = false;
        one.open();
        assertEquals("one-2:parked", one.pending());
        assertEquals("a=x", one.items());
        one.goOnline();
        world.untilSynced();
        assertEquals("a=y", one.items());
        assertEquals("{one-1=accepted, one-2=accepted}", one.settled.toString());
    }

    @Test
    void aPendingMutationThatTheCoordinatorsReducerLacksIsHeldAndNotLost() {
        world.server.document.replaceReducer(new ListReducer(1, "edit"));
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        one.mutate("add", "a x");
        one.mutate("edit", "a y");
        one.mutate("add", "b x");
        String other = two.mutate("add", "c x");
        world.until(() -> two.settled.containsKey(other));
        world.settleDown();
        assertEquals("one-2:sent one-3:sent", one.pending());
        assertEquals("unknown-mutation", one.document.status().problem().code().text());
        world.server.document.replaceReducer(new ListReducer(1));
        world.untilSynced();
        world.assertConverged();
        assertEquals("a=y b=x c=x", one.items());
    }

    @Test
    void anOlderDeviceKeepsWhatItMadeUntilItsReducerIsNewer() {
        SyncedDevice older = world.device("older").open();
        older.mutate("add", "a x");
        world.untilSynced();
        older.offline().mutate("add", "b x");
        world.settleDown();
        world.server.document.replaceReducer(new ListReducer(3));
        older.goOnline();
        world.until(() -> older.document.status().connection().equals("incompatible"));
        older.crash();
        older.open();
        world.until(() -> older.document.status().connection().equals("incompatible"));
        assertEquals("older-2:unsent", older.pending());
        assertEquals("a=x b=x", older.items());
        CoordinatorWorld.Told<Void> synced = new CoordinatorWorld.Told<>();
        older.document.sync(synced);
        world.settleDown();
        assertEquals(
                ErrorCode.INCOMPATIBLE, synced.failure().code(), "the barrier can't be reached");
        assertEquals(ErrorCode.SCHEMA_TOO_NEW, older.document.status().problem().code());

        older.document.replaceReducer(new ListReducer(3));
        world.untilSynced();
        world.assertConverged();
        assertEquals("none none", older.rows("SELECT more1 FROM items"));
        assertEquals("none none", older.rows("SELECT more2 FROM items"));
    }
}
