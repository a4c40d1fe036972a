package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.journal.Journal;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** A device whose user may only read, or may no longer write. */
class SyncedAccessTest {
    private final SyncWorld world = new SyncWorld().start();

    /** One that has met the coordinator, and one that writes. */
    private SyncedDevice reader() {
        SyncedDevice writer = world.device("writer").open();
        writer.mutate("add", "a one");
        world.untilSynced();
        world.server.writes = false;
        SyncedDevice reader = world.device("reader").open();
        world.untilSynced();
        return reader;
    }

    @Test
    void mutationsOfAReaderFailAtOnceAndItFollows() {
        SyncedDevice reader = reader();
        assertTrue(reader.document.status().readOnly());
        assertEquals("a=one", reader.items());
        reader.mutate("add", "b two");
        assertEquals(List.of("reader-1 read-only"), reader.failed);
        assertEquals("a=one", reader.items());
        assertEquals(0, reader.document.status().pending());
    }

    @Test
    void aReaderKnowsItWithoutItsCoordinator() {
        SyncedDevice reader = reader();
        reader.offline().crash();
        reader.open();
        assertTrue(reader.document.status().readOnly());
        reader.mutate("add", "b two");
        assertEquals(List.of("reader-1 read-only"), reader.failed);
    }

    @Test
    void whoMayWriteAgainWrites() {
        SyncedDevice reader = reader();
        world.server.writes = true;
        reader.offline();
        reader.goOnline();
        world.untilSynced();
        assertFalse(reader.document.status().readOnly());
        reader.mutate("add", "b two");
        world.untilSynced();
        assertEquals("a=one b=two", reader.items());
        assertEquals(List.of(), reader.failed);
        reader.crash();
        reader.open();
        assertFalse(reader.document.status().readOnly());
    }

    @Test
    void whatWasMadeBeforeTheRightWasTakenAwayIsRejectedAndKept() {
        SyncedDevice device = world.device("ann").open();
        device.mutate("add", "a one");
        world.untilSynced();
        device.offline();
        device.mutate("add", "b two");
        world.settleDown();
        world.server.writes = false;
        device.goOnline();
        world.untilSynced();
        assertEquals("a=one", device.items());
        assertEquals(
                List.of("ann-2 read-only"),
                device.document.rejected().stream()
                        .map(each -> each.mutation().id() + " " + each.code())
                        .toList());
        device.crash();
        device.open();
        assertEquals(1, device.document.rejected().size());
    }

    /** The note outlives those that it stood among. */
    @Test
    void aReaderKnowsItWhenItsNotesWereFolded() {
        SyncedDevice device = world.device("ann").open();
        device.mutate("add", "a one");
        world.untilSynced();
        Journal notes = device.document.log().device();
        world.server.writes = false;
        device.offline();
        for (int i = 0; i < 2_000; i++) {
            device.mutate("add", "k" + i + " " + "x".repeat(20));
        }
        world.settleDown();
        device.goOnline();
        world.untilSynced();
        assertTrue(notes.range().first() > 1, "nothing was folded");
        device.offline().crash();
        device.open();
        assertTrue(device.document.status().readOnly());
    }
}
