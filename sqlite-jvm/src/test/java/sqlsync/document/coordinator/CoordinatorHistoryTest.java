package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.journal.JournalId;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.SeededRandomness;
import sqlsync.platform.Answer;

/** Devices that come late, or with another history than the coordinator's. */
class CoordinatorHistoryTest {
    private final CoordinatorWorld world = new CoordinatorWorld().start();

    /** Enough that layers are folded. */
    private void writeMuch(ScriptedDevice device, int mutations) {
        for (int i = 0; i < mutations; i++) {
            device.mutate("add", "n" + i + "x".repeat(600));
            if (i % 10 == 9) {
                world.run();
            }
        }
        world.run();
    }

    @Test
    void whoComesLateTakesTheFoldAndThenTheRest() {
        ScriptedDevice author = world.device("ann").connect();
        writeMuch(author, 300);
        ScriptedDevice late = world.device("bob").connect();
        world.run();

        assertTrue(late.folds() > 0, "no fold was sent");
        world.assertConverged();
        author.mutate("add", "after");
        late.mutate("add", "too");
        world.run();
        world.assertConverged();
    }

    @Test
    void whoWasAwayWhileLayersWereFoldedGoesOnFromTheFold() {
        ScriptedDevice author = world.device("ann").connect();
        ScriptedDevice away = world.device("bob").connect();
        away.mutate("add", "early");
        world.run();
        away.reconnects = false;
        away.disconnect();
        writeMuch(author, 300);
        away.mutate("add", "made offline");
        away.reconnects = true;
        world.run();

        assertTrue(away.folds() > 0, "no fold was sent");
        assertFalse(away.welcome.diverged());
        world.assertConverged();
    }

    @Test
    void aFoldThatIsCutInTheMiddleIsSentAgain() {
        ScriptedDevice author = world.device("ann").connect();
        writeMuch(author, 300);
        author.reconnects = false;
        author.disconnect();
        for (int frame = 0; ; frame++) {
            ScriptedDevice late = world.device("late" + frame);
            world.network.cutAfter(frame);
            late.connect();
            world.run();
            assertEquals(world.document.stats().storageLsn(), late.log.storage().range().last());
            late.reconnects = false;
            late.disconnect();
            if (!world.network.wasCut()) {
                assertTrue(frame > 5, "only " + frame + " frames");
                break;
            }
        }
        author.reconnects = true;
        world.run().assertConverged();
    }

    @Test
    void aDeviceWithAnotherStorageJournalDivergesAndTakesWhatIsHere() {
        ScriptedDevice author = world.device("ann").connect();
        author.mutate("add", "a");
        world.run();
        ScriptedDevice stranger = world.device("bob");
        Answer<Void> adopted = new Answer<>();
        stranger.log.adoptStorage(JournalId.random(new SeededRandomness(99)), adopted);
        world.deviceEvents.runSoon();
        adopted.get();
        stranger.mutate("add", "b").connect();
        world.run();

        assertTrue(stranger.welcome.diverged());
        world.assertConverged();
        assertEquals("a b", world.names());
    }

    @Test
    void aCoordinatorThatWasRestoredFromAnOldCopySaysSo() {
        ScriptedDevice ahead = world.device("ann").connect();
        ScriptedDevice behind = world.device("bob").connect();
        ahead.mutate("add", "a1");
        world.run();
        Map<Integer, byte[]> copy = new HashMap<>();
        for (int file : world.disk.fileNumbers()) {
            copy.put(file, world.disk.contents(file));
        }
        behind.reconnects = false;
        behind.disconnect();
        ahead.mutate("add", "a2").mutate("add", "a3");
        world.run();
        long lost = world.document.stats().storageLsn();

        world.crash();
        for (int file : world.disk.fileNumbers()) {
            if (copy.containsKey(file)) {
                world.disk.replace(file, copy.get(file));
            } else {
                world.disk.lose(file);
            }
        }
        world.deviceEvents.runSoon();
        ahead.settled = 0;
        behind.reconnects = true;
        // Another device writes first: the lost LSNs are there again, as other layers.
        ahead.reconnects = false;
        world.start();
        ahead.disconnect();
        behind.mutate("add", "b1");
        world.run();
        behind.mutate("add", "b2");
        world.run();
        behind.mutate("add", "b3");
        world.run();
        assertTrue(world.document.stats().storageLsn() >= lost);
        assertFalse(behind.welcome.diverged());

        ahead.reconnects = true;
        ahead.mutate("add", "a4");
        world.run();
        assertTrue(ahead.welcome.diverged());
        assertEquals(1, world.document.stats().gaps(), "what it had dropped is a gap");
        world.assertConverged();
        assertEquals("a1 b1 b2 b3 a4", world.names());
        assertNotEquals(0, lost);
    }
}
