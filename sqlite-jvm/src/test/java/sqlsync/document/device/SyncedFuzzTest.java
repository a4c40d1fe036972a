package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;

/** A coordinator's frames arrive as nobody sent them: a device throws nothing, and recovers. */
class SyncedFuzzTest {
    private static final int ROUNDS = Integer.getInteger("sqlsync.fuzz.rounds", 60);

    @Test
    void mangledFramesEndTheConnectionAndNothingElse() {
        int closed = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            closed += round(seed) ? 1 : 0;
        }
        Tally.tell("connections of devices ended by mangled frames", closed);
        assertTrue(closed > ROUNDS / 5, closed + " connections were closed");
    }

    private boolean round(int seed) {
        Random random = new Random(seed);
        SyncWorld world = new SyncWorld().start();
        SyncedDevice two = world.device("two").open();
        for (int i = 0; i < (seed % 3 == 0 ? 12 : 1); i++) {
            two.mutate("add", "b" + i + " " + "x".repeat(3000));
            world.settleDown();
        }
        world.untilSynced();
        two.document.disconnect();
        world.settleDown();
        int mangled = random.nextInt(8);
        int[] frames = {0};
        world.server.network.mangle(
                (byDevice, frame) -> {
                    if (!byDevice && frames[0]++ == mangled) {
                        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                });
        SyncedDevice one = world.device("one").open();
        one.mutate("add", "a x");
        one.mutate("add", "b0 x");
        world.settleDown();
        boolean closed = !one.document.status().synced();
        // What was changed to something that can be is believed, as long as the channel lasts.
        world.server.network.mangle((byDevice, frame) -> {});
        world.server.network.cutAll();
        two.document.connect();
        world.untilSynced();
        world.assertConverged();
        assertEquals(2, one.settled.size(), "seed " + seed);
        return closed;
    }
}
