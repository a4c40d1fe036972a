package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import sqlsync.journal.JournalLimits;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Fault;
import sqlsync.sqlite.Sqlite;

/** Everything there is in one run, and what happens in it. */
final class World {
    private static final int SETTLING_EVENTS_MAX = 200_000;
    private static final int TABS_MAX = 5;
    private static final Fault[] FAULTS = {
        Fault.FAILS, Fault.FAILS_HALFWAY, Fault.FAILS_AFTERWARDS, Fault.SHORT, Fault.MISCOUNTS
    };

    private final EventQueue queue = new EventQueue();
    private final List<Device> devices = new ArrayList<>();
    private final Coverage coverage;
    private final Consumer<String> log;

    World(Script script, Sqlite sqlite, Coverage coverage, Consumer<String> log) {
        this.coverage = coverage;
        this.log = log;
        int segment = script.shape().segmentBytes();
        JournalLimits limits = new JournalLimits(segment, 3, 64 << 20, 1 << 30, 1 << 20);
        for (int i = 0; i < script.shape().devices(); i++) {
            devices.add(new Device(queue, sqlite, limits, script.seed() * 31 + i, coverage));
        }
    }

    /** Does all of a script, then lets everything settle, and checks. */
    void run(Script script) {
        for (Step step : script.steps()) {
            log.accept(queue.now() + " " + step);
            coverage.count("step " + step.kind());
            act(step, devices.get(step.device()), new Random(step.seed()));
        }
        settle();
    }

    private void act(Step step, Device device, Random random) {
        switch (step.kind()) {
            case MUTATE -> mutate(device, random, 1 + random.nextInt(3));
            case FLOOD -> mutate(device, random, 20 + random.nextInt(60));
            case SEND_AGAIN ->
                    device.inWorker(() -> anyTab(device, random).sendAgain(device.document()));
            case WAIT -> go(random.nextInt(12));
            case REST -> rest();
            case OPEN_TAB -> {
                if (device.tabs.size() < TABS_MAX) {
                    device.openTab();
                }
            }
            case CLOSE_TAB -> closeTab(device, random);
            case KILL_WORKER -> device.killWorker();
            case POWER_CUT ->
                    device.disk.failAfter(
                            random.nextInt(6),
                            random.nextBoolean() ? Fault.POWER_CUT : Fault.POWER_CUT_HALFWAY);
            case DISK_FAULT -> device.disk.failAfter(random.nextInt(6), fault(random));
            case DISK_BROKEN -> device.disk.failFrom(random.nextInt(6), fault(random));
            case DISK_FULL -> device.disk.limitTo(device.disk.bytes() + random.nextInt(20_000));
            case DISK_HEALED -> heal(device);
            case UPGRADE -> device.upgrade();
            case REOPEN -> device.reopen();
        }
    }

    private static Fault fault(Random random) {
        return FAULTS[random.nextInt(FAULTS.length)];
    }

    private static Tab anyTab(Device device, Random random) {
        return device.tabs.get(random.nextInt(device.tabs.size()));
    }

    private void mutate(Device device, Random random, int count) {
        Tab tab = anyTab(device, random);
        for (int i = 0; i < count; i++) {
            if (device.document() == null) {
                tab.mutate(random, null);
            } else {
                device.inWorker(() -> tab.mutate(random, device.document()));
            }
        }
    }

    private void closeTab(Device device, Random random) {
        if (device.tabs.size() > 1) {
            Tab gone = device.tabs.remove(random.nextInt(device.tabs.size()));
            device.inWorker(() -> device.document().sessionEnded(gone.session()));
        }
    }

    private void heal(Device device) {
        device.disk.heal();
        device.recover();
    }

    private void go(int events) {
        for (int i = 0; i < events; i++) {
            queue.step();
        }
    }

    /** Until nothing is under way, or nothing but trying again what can't be done now. */
    private void rest() {
        go(400);
    }

    private void settle() {
        log.accept("settling");
        devices.forEach(this::heal);
        until(() -> devices.stream().allMatch(this::settled));
        for (Device device : devices) {
            String before = device.check();
            device.reopen();
            until(() -> settled(device));
            if (!device.check().equals(before)) {
                throw new Violation(Invariant.REOPENING_CHANGES_NOTHING, "the content differs");
            }
        }
    }

    private boolean settled(Device device) {
        device.recover();
        return device.settled();
    }

    private interface Condition {
        boolean holds();
    }

    private void until(Condition condition) {
        for (int i = 0; i < SETTLING_EVENTS_MAX; i++) {
            if (condition.holds()) {
                return;
            }
            if (!queue.step()) {
                throw new Violation(
                        Invariant.EVERYTHING_SETTLES, "nothing goes on, and something is open");
            }
        }
        throw new Violation(
                Invariant.EVERYTHING_SETTLES, "not after " + SETTLING_EVENTS_MAX + " events");
    }
}
