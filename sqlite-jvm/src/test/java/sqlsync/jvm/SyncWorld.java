package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A coordinator and devices, all of them the real thing, on links in memory. */
public final class SyncWorld {
    private static final int ROUNDS_MAX = 20_000;

    public final CoordinatorWorld server = new CoordinatorWorld();
    public final List<SyncedDevice> devices = new ArrayList<>();

    public SyncWorld() {
        server.reducer = new ListReducer(1);
    }

    public SyncWorld start() {
        server.start();
        return this;
    }

    public SyncedDevice device(String name) {
        SyncedDevice device = new SyncedDevice(this, name);
        devices.add(device);
        return device;
    }

    /** Until nothing happens any more but time that passes. */
    public void settleDown() {
        boolean busy = true;
        while (busy) {
            busy = server.events.runSoon();
            for (SyncedDevice device : devices) {
                busy |= device.events.runSoon();
            }
        }
    }

    /** Until something is so; time passes on devices. */
    public void until(BooleanSupplier so) {
        until(so, "");
    }

    public void until(BooleanSupplier so, String where) {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            settleDown();
            if (so.getAsBoolean()) {
                return;
            }
            devices.forEach(device -> device.events.step());
        }
        throw new AssertionError("it never comes to that: " + where + describe());
    }

    private String describe() {
        StringBuilder all = new StringBuilder();
        for (SyncedDevice device : devices) {
            if (device.document != null) {
                all.append(device.name).append(' ').append(device.document.status()).append(' ');
            }
        }
        return all.toString();
    }

    public void untilSynced() {
        until(
                () ->
                        devices.stream()
                                        .allMatch(
                                                device ->
                                                        device.document != null
                                                                && device.document
                                                                        .status()
                                                                        .synced())
                                && devices.stream()
                                                .mapToLong(
                                                        device ->
                                                                device.document
                                                                        .log()
                                                                        .storage()
                                                                        .range()
                                                                        .last())
                                                .filter(
                                                        last ->
                                                                last
                                                                        != server.document
                                                                                .stats()
                                                                                .storageLsn())
                                                .count()
                                        == 0);
    }

    /** All devices have the same bytes, and the rows that the coordinator has. */
    public void assertConverged() {
        String rows = server.rows("SELECT id || '=' || name FROM items ORDER BY id");
        byte[] first = devices.get(0).document.export();
        for (SyncedDevice device : devices) {
            assertEquals(rows, device.items(), device.name);
            assertArrayEquals(first, device.document.export(), device.name);
        }
    }
}
