package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;

/**
 * The coordinator dies of SIGKILL at random moments while four devices write: what they were told
 * is settled is there, nothing is there twice, and in the end all devices are the same.
 */
class CoordinatorKillIT extends SyncStory {
    private static final int DEVICES = 4;

    private final List<SyncedDevice> devices = new ArrayList<>();
    private final List<Flood> floods = new ArrayList<>();
    private final int[] written = new int[DEVICES];

    @Test
    void whatIsSettledSurvivesTheDeathsOfTheCoordinator() {
        long seed = seed();
        try {
            survive(setting("coordinatorKills", 20), new Random(seed));
        } catch (Throwable failure) {
            String stands = "";
            for (SyncedDevice device : devices) {
                stands += "\n" + device.document().evaluate("JSON.stringify(it.status)");
            }
            for (Flood flood : floods) {
                stands += "\n" + flood.tally();
            }
            throw new AssertionError(
                    "With -Dsqlsync.seed=" + seed + ": " + failure + stands, failure);
        }
    }

    private void survive(int kills, Random random) {
        String id = newId("stream");
        Profile second = newProfile();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(
                    i % 2 == 0
                            ? device(id, "entries.js")
                            : open(second.tab().namespace("device-" + i), id, "entries.js"));
        }
        for (int kill = 1; kill <= kills; kill++) {
            List<Flood> writing = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                writing.add(devices.get(i).document().flood("w" + i, written[i] + 1, 3, null));
            }
            // So each life of the coordinator settles something.
            writing.get(random.nextInt(DEVICES)).awaitSettled(1 + random.nextInt(20));
            LockSupport.parkNanos(random.nextInt(100_000_000));
            coordinator().kill();
            writing.get(random.nextInt(DEVICES)).awaitMore(1 + random.nextInt(10));
            for (int i = 0; i < DEVICES; i++) {
                written[i] = writing.get(i).stop().last();
            }
            floods.addAll(writing);
            coordinator().start();
            devices.forEach(SyncedDevice::thereIsANetwork);
        }
        devices.forEach(SyncedDevice::sync);
        floods.forEach(Flood::assertAllAccepted);
        devices.forEach(SyncedDevice::sync);
        for (SyncedDevice device : devices) {
            for (int i = 0; i < DEVICES; i++) {
                assertEquals(
                        written[i], Entries.of(device.document()).countInOrderAndOnce("w" + i));
            }
            areTheSame(devices.get(0), device);
        }
        SyncedDevice late =
                open(tab().namespace("late"), id, "entries.js", Map.of("waitForSync", true));
        areTheSame(devices.get(0), late);
    }
}
