package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.journal.Journal;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** Claims that reducers see. An item named {@code (claims)} gets those of its mutation. */
class SyncedClaimsTest {
    private final SyncWorld world = new SyncWorld().start();

    private SyncedDevice met(String claims) {
        world.server.claims = claims;
        SyncedDevice device = world.device("ann").open();
        world.untilSynced();
        return device;
    }

    @Test
    void aMutationSeesOnBothSidesWhatTheCoordinatorSays() {
        SyncedDevice device = met("{1}");
        device.mutate("add", "a (claims)");
        assertEquals("a={1}", device.items());
        world.untilSynced();
        world.assertConverged();
        assertEquals("a={1}", device.items());
    }

    @Test
    void aDeviceKnowsThemWithoutItsCoordinatorAndAfterARestart() {
        SyncedDevice device = met("{1}");
        device.offline().crash();
        device.open();
        device.mutate("add", "a (claims)");
        assertEquals("a={1}", device.items());
        world.settleDown();
        device.crash();
        device.open();
        assertEquals("a={1}", device.items(), "what is replayed from the disk has them, too");
    }

    @Test
    void aReplayKeepsTheClaimsAndTheCoordinatorTakesThoseOfTheToken() {
        SyncedDevice device = met("{1}");
        device.offline().mutate("add", "a (claims)");
        world.settleDown();
        SyncedDevice other = world.device("bob").open();
        other.mutate("add", "b x");
        world.until(() -> other.document.status().pending() == 0);
        world.server.claims = "{2}";
        world.server.takesEntries = false;
        device.goOnline();
        world.until(() -> device.items().contains("b=x"));
        device.mutate("add", "c (claims)");
        assertEquals("a={1} b=x c={2}", device.items());
        world.server.takesEntries = true;
        device.offline();
        device.goOnline();
        world.untilSynced();
        world.assertConverged();
        assertEquals("a={2} b=x c={2}", device.items());
    }

    @Test
    void claimsThatAreTakenBackAreGone() {
        SyncedDevice device = met("{1}");
        world.server.claims = null;
        device.offline();
        device.goOnline();
        world.untilSynced();
        device.mutate("add", "a (claims)");
        device.offline().crash();
        device.open();
        device.mutate("add", "b (claims)");
        assertTrue(device.items().endsWith("b=null"), device.items());
    }

    /** The note outlives those that it stood among. */
    @Test
    void aDeviceKnowsThemWhenItsNotesWereFolded() {
        SyncedDevice device = met("{1}");
        Journal notes = device.document.log().device();
        device.offline();
        for (int i = 0; i < 2_000; i++) {
            device.mutate("add", "k" + i + " " + "x".repeat(20));
        }
        world.settleDown();
        // Each is noted as rejected.
        world.server.writes = false;
        device.goOnline();
        world.untilSynced();
        world.server.writes = true;
        device.offline();
        device.goOnline();
        world.untilSynced();
        assertTrue(notes.range().first() > 1, "nothing was folded");
        device.offline().crash();
        device.open();
        device.mutate("add", "a (claims)");
        assertEquals("a={1}", device.items());
    }
}
