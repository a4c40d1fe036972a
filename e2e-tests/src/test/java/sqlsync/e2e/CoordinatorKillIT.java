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

    @Test
    void whatIsSettledSurvivesTheDeathsOfTheCoordinator() {
        long seed = seed();
        try {
            survive(setting("coordinatorKills", 20), new Random(seed));
        } catch (Throwable failure) {
            throw new AssertionError("With -Dsqlsync.seed=" + seed + ": " + failure, failure);
        }
    }

    private void survive(int kills, Random random) {
        String id = newId("stream");
        List<SyncedDevice> devices = new ArrayList<>();
        Profile second = newProfile();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(
                    i % 2 == 0
                            ? device(id, "entries.js")
                            : open(second.tab().namespace("device-" + i), id, "entries.js"));
        }
        int[] written = new int[DEVICES];
        for (int kill = 1; kill <= kills; kill++) {
            List<Flood> floods = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                floods.add(devices.get(i).document().flood("w" + i, written[i] + 1, 5, null));
            }
            floods.get(random.nextInt(DEVICES)).awaitMore(1 + random.nextInt(50));
            LockSupport.parkNanos(random.nextInt(300_000_000));
            coordinator().kill();
            floods.get(random.nextInt(DEVICES)).awaitMore(1 + random.nextInt(20));
            for (int i = 0; i < DEVICES; i++) {
                Flood.Tally tally = floods.get(i).stop();
                assertEquals(List.of(), tally.failures());
                written[i] = tally.last();
            }
            devices.forEach(SyncedDevice::keepOutcomesOfPending);
            coordinator().start();
            devices.forEach(SyncedDevice::sync);
            for (SyncedDevice device : devices) {
                assertEquals(
                        List.of("accepted"),
                        device.document()
                                .evaluate(
                                        "[...new Set([...(await"
                                                + " Promise.all(Object.values(globalThis.outcomes ?? {}))).map(({outcome}) =>"
                                                + " outcome), 'accepted'])]"));
            }
        }
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
