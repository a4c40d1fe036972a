package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.TestNetwork;
import sqlsync.platform.Link;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/** Frames that nobody should send, to a coordinator with a real document behind it. */
class CoordinatorFuzzTest {
    private final CoordinatorWorld world = new CoordinatorWorld().start();
    private final Random random = new Random(17);

    /** What a device said that did what it should. */
    private List<byte[]> conversation() {
        List<byte[]> said = new ArrayList<>();
        world.network.tap(
                (byDevice, frame) -> {
                    if (byDevice) {
                        said.add(frame.clone());
                    }
                });
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a").mutate("reject", "b").mutate("add", "c");
        world.run();
        device.mutate("add", "d");
        world.run();
        world.network.tap((byDevice, frame) -> {});
        device.reconnects = false;
        device.disconnect();
        return said;
    }

    @Test
    void mangledConversationsEndTheirConnectionAndNothingElse() {
        List<byte[]> said = conversation();
        int closed = 0;
        for (int round = 0; round < 400; round++) {
            Attacker attacker = new Attacker();
            int mangled = random.nextInt(said.size());
            for (int i = 0; i < said.size(); i++) {
                byte[] frame = said.get(i).clone();
                if (i == mangled) {
                    frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                }
                attacker.link.send(frame);
                world.events.runSoon();
            }
            world.run();
            closed += attacker.ended ? 1 : 0;
            attacker.link.close("done");
            world.run();
        }
        assertTrue(closed > 100, closed + " connections were closed");
        assertEquals(0, world.document.stats().channels(), "channels that nobody closed");
        assertWorks();
    }

    @Test
    void entriesThatAreNoneEndTheConnection() {
        conversation();
        for (int round = 0; round < 200; round++) {
            Attacker attacker = new Attacker();
            ScriptedDevice like = world.device("eve" + round);
            like.reconnects = false;
            like.connect();
            world.run();
            byte[] bytes = new byte[40 + random.nextInt(100)];
            random.nextBytes(bytes);
            like.send(new Message.Entries(1, bytes));
            world.run();
            Message last = like.heard.get(like.heard.size() - 1);
            assertTrue(last instanceof Message.Closing, "after garbage: " + last);
            attacker.link.close("done");
            world.devices.remove(like);
        }
        assertWorks();
    }

    /** The document serves who behaves, and holds what it should. */
    private void assertWorks() {
        ScriptedDevice good = world.devices.get(0);
        good.reconnects = true;
        world.run();
        good.mutate("add", "z");
        world.run();
        assertEquals("a c d z", world.names());
        world.assertConverged();
        world.restart();
        world.run().assertConverged();
    }

    private final class Attacker implements TestNetwork.End {
        final Link link = world.network.connect(world.deviceEvents, this, world.events, world);
        boolean ended;

        @Override
        public void frame(byte[] frame) {
            MessageCodec.decode(frame);
        }

        @Override
        public void ended() {
            ended = true;
        }
    }
}
