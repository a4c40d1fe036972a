package sqlsync.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;

/**
 * The coordinator dies of SIGKILL at random moments, and starts again, while four devices write and
 * do not stop: what they were told is settled is there, nothing is there twice, and in the end all
 * devices are the same.
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
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            floods.add(devices.get(i).document().steadily("w" + i, 40));
        }
        for (int kill = 1; kill <= kills; kill++) {
            // So each life of the coordinator settles something.
            floods.get(random.nextInt(DEVICES)).awaitAccepted(1 + random.nextInt(20));
            LockSupport.parkNanos(random.nextInt(200_000_000));
            coordinator().kill();
            floods.get(random.nextInt(DEVICES)).awaitMore(1 + random.nextInt(20));
            coordinator().start();
            if (random.nextBoolean()) {
                devices.get(random.nextInt(DEVICES)).thereIsANetwork();
            }
        }
        floods.forEach(Flood::stop);
        devices.forEach(SyncedDevice::sync);
        floods.forEach(Flood::awaitAllAccepted);
        devices.forEach(SyncedDevice::sync);
        for (SyncedDevice device : devices) {
            for (int i = 0; i < DEVICES; i++) {
                Entries.of(device.document()).areExactly("w" + i, floods.get(i).tally());
            }
            areTheSame(devices.get(0), device);
        }
        SyncedDevice late =
                open(tab().namespace("late"), id, "entries.js", Map.of("waitForSync", true));
        areTheSame(devices.get(0), late);
    }
}
