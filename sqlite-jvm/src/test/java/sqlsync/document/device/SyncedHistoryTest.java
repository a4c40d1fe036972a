package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.journal.JournalId;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** Devices that were copied or rolled back, and coordinators that were. */
class SyncedHistoryTest {
    private final SyncWorld world = new SyncWorld().start();

    private static JournalId timeline(SyncedDevice device) {
        return device.document.log().timeline().id();
    }

    private void assertItems(String items) {
        world.untilSynced();
        world.assertConverged();
        assertEquals(items, world.devices.get(0).items());
        assertEquals(0, world.server.document.stats().gaps());
    }

    @Test
    void aCopiedProfileGoesOnWithATimelineOfItsOwn() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        one.offline().mutate("add", "b x");
        world.settleDown();
        Map<Integer, byte[]> profile = one.copyOfDisk();
        one.mutate("add", "c x");
        world.settleDown();

        SyncedDevice copy = world.device("copy");
        copy.user = "one";
        profile.forEach(copy.disk::replace);
        copy.online = false;
        copy.open();
        assertEquals("one-2:unsent", copy.pending());
        String own = copy.mutate("add", "d x");
        world.settleDown();
        assertEquals(timeline(one), timeline(copy));

        one.goOnline();
        world.until(() -> one.document.status().synced());
        copy.goOnline();
        assertItems("a=x b=x c=x d=x");
        assertNotEquals(timeline(one), timeline(copy));
        assertEquals("accepted", copy.settled.get(own));
        assertEquals("", copy.rejected(), "what both have takes effect once");
        assertEquals(1, world.server.document.stats().duplicates());
    }

    @Test
    void bothOfACopiedProfileWriteAndLoseNothing() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        SyncedDevice copy = world.device("copy");
        copy.user = "one";
        one.copyOfDisk().forEach(copy.disk::replace);
        copy.open();
        for (int i = 0; i < 5; i++) {
            one.mutate("add", "one" + i + " x");
            world.settleDown();
            copy.mutate("add", "copy" + i + " x");
            world.settleDown();
        }
        assertItems(
                "a=x copy0=x copy1=x copy2=x copy3=x copy4=x"
                        + " one0=x one1=x one2=x one3=x one4=x");
        assertEquals(6, one.settled.size());
        assertEquals(5, copy.settled.size());
    }

    @Test
    void aProfileThatWasRolledBackSendsNothingTwice() {
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        world.untilSynced();
        one.offline().mutate("add", "b x");
        world.settleDown();
        Map<Integer, byte[]> profile = one.copyOfDisk();
        one.goOnline();
        world.untilSynced();
        one.mutate("add", "c x");
        world.untilSynced();
        JournalId before = timeline(one);

        one.crashBackTo(profile);
        one.settled.clear();
        one.open();
        one.mutate("add", "d x");
        assertItems("a=x b=x c=x d=x");
        assertNotEquals(before, timeline(one));
        assertEquals("", one.rejected());
    }

    @Test
    void aForkThatStorageTakesBackIsMadeAgain() {
        for (int operation = 0; operation < 12; operation++) {
            SyncWorld fresh = new SyncWorld().start();
            SyncedDevice one = fresh.device("one").open();
            one.mutate("add", "a x");
            fresh.untilSynced();
            Map<Integer, byte[]> profile = one.copyOfDisk();
            one.mutate("add", "b x");
            fresh.untilSynced();
            one.crashBackTo(profile);
            one.online = false;
            one.settled.clear();
            one.open();
            one.send(3, "add", "c x");
            one.send(4, "add", "d x");
            fresh.settleDown();
            assertEquals("one-3:unsent one-4:unsent", one.pending());

            one.disk.failAfter(operation, sqlsync.platform.Fault.FAILS);
            one.goOnline();
            fresh.until(
                    () -> {
                        if (one.document.recoverable()) {
                            one.document.recover(new CoordinatorWorld.Told<>());
                        }
                        return one.document.status().synced();
                    });
            fresh.untilSynced();
            fresh.assertConverged();
            assertEquals("a=x b=x c=x d=x", one.items(), "failure at " + operation);
            assertEquals("{one-3=accepted, one-4=accepted}", one.settled.toString());
        }
    }

    @Test
    void aCoordinatorThatWasRestoredFromABackupIsNotFollowedWithoutAWord() {
        SyncedDevice ahead = world.device("ahead").open();
        SyncedDevice behind = world.device("behind").open();
        ahead.mutate("add", "a x");
        behind.mutate("add", "b x");
        world.untilSynced();
        Map<Integer, byte[]> backup = world.server.copyOfDisk();
        behind.offline();
        ahead.mutate("add", "lost x");
        world.until(() -> ahead.document.status().synced());
        ahead.offline().mutate("add", "c x");
        world.settleDown();
        JournalId storage = ahead.document.log().storage().id();

        world.server.crashBackTo(backup);
        world.server.start();
        // The LSNs that were lost are there again, as other layers.
        behind.goOnline();
        behind.mutate("add", "d x");
        behind.mutate("add", "e x");
        world.until(() -> behind.document.status().synced());
        ahead.goOnline();
        world.untilSynced();

        world.assertConverged();
        assertEquals("a=x b=x c=x d=x e=x", ahead.items());
        assertEquals(storage, ahead.document.log().storage().id());
        assertEquals(1, world.server.document.stats().gaps(), "what it had dropped is a gap");
        ahead.crash();
        ahead.open();
        world.untilSynced();
        world.assertConverged();
    }

    @Test
    void aDeviceComesBackAfterCompactionWithMutationsOfItsOwn() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice away = world.device("away").open();
        one.mutate("add", "a x");
        world.untilSynced();
        away.offline();
        for (int i = 0; i < 60; i++) {
            one.mutate("add", "n" + i + " " + "x".repeat(2000));
            world.settleDown();
        }
        away.mutate("add", "mine x");
        String refused = away.mutate("add", "n7 mine");
        world.settleDown();
        away.crash();
        away.online = true;
        away.open();
        world.untilSynced();

        world.assertConverged();
        assertTrue(away.folded(), "no fold came");
        assertEquals("62", away.rows("SELECT count(*) FROM items"));
        assertEquals(refused + ":threw", away.rejected());
    }

    @Test
    void clocksThatAreWrongChangeNothingButTimestamps() {
        SyncedDevice past = world.device("past");
        SyncedDevice future = world.device("future");
        past.clockAhead = -400L * 24 * 3600 * 1000;
        future.clockAhead = 400L * 24 * 3600 * 1000;
        past.open().mutate("add", "a past");
        future.open().mutate("add", "a future");
        world.untilSynced();
        past.clockAhead = 0;
        future.clockAhead = -1_000_000_000_000L;
        past.mutate("edit", "a later");
        future.mutate("add", "b x");
        world.untilSynced();
        world.assertConverged();
        assertEquals(1, past.document.rejected().size() + future.document.rejected().size());
        assertEquals("a=later b=x", past.items());
    }

    @Test
    void changesOfAnotherUserAreNeverSent() {
        SyncedDevice device = world.device("device");
        device.user = "ann";
        device.online = false;
        device.open().mutate("add", "a ann");
        world.settleDown();
        device.crash();
        device.user = "bob";
        device.online = true;
        device.open();
        world.until(() -> device.document.status().connection().equals("connected"));
        device.mutate("add", "b bob");
        world.settleDown();

        assertEquals("", world.server.rows("SELECT id FROM items"));
        assertEquals("unauthorized", device.document.status().problem().code().text());
        assertEquals(2, device.document.status().pending());
        assertEquals(1, device.document.status().heldForUser());
        assertEquals("device-1:held device-2:unsent", device.pending());
        assertFalse(device.document.status().synced());

        device.crash();
        device.user = "ann";
        device.open();
        world.until(() -> device.document.status().connection().equals("connected"));
        world.settleDown();
        assertEquals("a", world.server.rows("SELECT id FROM items"), "bob's waits for bob");
        assertEquals(1, device.document.status().heldForUser());
        assertEquals("device-2:held", device.pending());
        assertEquals("a=ann b=bob", device.items(), "nothing is lost");
    }
}
