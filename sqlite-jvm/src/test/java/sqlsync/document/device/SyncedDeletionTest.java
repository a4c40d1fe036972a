package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** Devices of a document that an administrator has deleted on the coordinator. */
class SyncedDeletionTest {
    private static final int HELLO = 1;

    private final SyncWorld world = new SyncWorld().start();

    /** It has something that the coordinator knows, and something that was not sent. */
    private SyncedDevice deleted() {
        SyncedDevice device = world.device("ann").open();
        device.mutate("add", "a one");
        world.untilSynced();
        device.offline();
        device.mutate("add", "b two");
        world.settleDown();
        world.server.deleted = true;
        device.goOnline();
        world.settleDown();
        return device;
    }

    private static void assertSaid(SyncedDevice device, String connection, ErrorCode code) {
        SyncStatus status = device.document.status();
        assertEquals(connection, status.connection());
        assertEquals(code, status.problem().code());
    }

    @Test
    void aDeviceIsToldAndKeepsWhatItHasAlsoOverARestart() {
        SyncedDevice device = deleted();
        assertSaid(device, "deleted", ErrorCode.DELETED);
        device.crash();
        device.open();
        world.settleDown();
        assertSaid(device, "deleted", ErrorCode.DELETED);
        assertEquals(1, device.document.status().pending());
        assertEquals("a=one b=two", device.items());
        assertTrue(device.failed.isEmpty(), device.failed.toString());
    }

    @Test
    void aDeviceThatComesLaterIsToldInsteadOfMakingItAnew() {
        deleted();
        SyncedDevice late = world.device("late").open();
        late.mutate("add", "c three");
        world.settleDown();
        assertSaid(late, "deleted", ErrorCode.DELETED);
        assertEquals(1, late.document.status().pending());
    }

    @Test
    void aDeviceOfTheVersionBeforeIsToldThatItIsNotThere() {
        world.server.network.mangle(
                (byDevice, frame) -> {
                    if (byDevice && frame[0] == HELLO) {
                        frame[1] = 3;
                        frame[2] = 1;
                    }
                });
        assertSaid(deleted(), "not-found", ErrorCode.NOT_FOUND);
    }
}
