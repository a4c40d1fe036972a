package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.platform.Fault;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/** A device whose disk and network do not keep step. */
class SyncedLinkTest {
    private final SyncWorld world = new SyncWorld().start();
    private final List<Message> said = new ArrayList<>();

    private void listen() {
        world.server.network.tap((byDevice, frame) -> said.add(MessageCodec.decode(frame)));
    }

    private long heard(Class<? extends Message> kind) {
        return said.stream().filter(kind::isInstance).count();
    }

    @Test
    void whatIsFlushedAfterTheChannelIsAnotherIsNotAcknowledgedOnIt() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        one.diskMillis = 5_000;
        two.mutate("add", "a x");
        world.settleDown();
        listen();
        world.server.network.cutAll();
        world.untilSynced();

        assertTrue(heard(Message.Welcome.class) >= 2, "nobody came back");
        assertEquals(0, heard(Message.Closing.class), said.toString());
        world.assertConverged();
    }

    @Test
    void aDeviceWhoseDiskRefusesDoesNotAskAgainWithoutAPause() {
        SyncedDevice one = world.device("one").open();
        SyncedDevice two = world.device("two").open();
        world.untilSynced();
        one.disk.failFrom(0, Fault.FULL);
        listen();
        two.mutate("add", "a x");
        long begun = one.events.now();
        world.until(() -> one.events.now() > begun + 120_000);

        assertTrue(heard(Message.Attach.class) < 60, heard(Message.Attach.class) + " attempts");
        assertFalse(one.document.status().synced());
        one.disk.heal();
        CoordinatorWorld.Told<Void> recovered = new CoordinatorWorld.Told<>();
        one.document.recover(recovered);
        world.untilSynced();
        recovered.get();
        world.assertConverged();
    }
}
