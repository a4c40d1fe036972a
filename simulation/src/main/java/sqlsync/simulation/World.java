package sqlsync.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import sqlsync.document.DocumentServices;
import sqlsync.journal.JournalLimits;
import sqlsync.platform.Fault;
import sqlsync.sqlite.Sqlite;

/** Everything there is in one run, and what happens in it. */
final class World {
    private static final int QUIET_EVENTS_MAX = 200_000;
    private static final int TABS_MAX = 5;
    private static final Fault[] FAULTS = {
        Fault.FAILS, Fault.FAILS_HALFWAY, Fault.FAILS_AFTERWARDS, Fault.SHORT, Fault.MISCOUNTS
    };

    private static final int CLOCK_STEP_MILLIS = 7_200_000;

    private final Scheduler scheduler = new Scheduler();
    private final List<Device> devices = new ArrayList<>();
    private final WorldServices services;
    private final Server server;
    private final Coverage coverage;
    private final Consumer<String> log;

    private boolean wasRestored;
    private boolean strangerCame;

    World(Script script, Sqlite sqlite, Coverage coverage, Consumer<String> log) {
        this.coverage = coverage;
        this.log = log;
        Script.Shape shape = script.shape();
        JournalLimits limits =
                new JournalLimits(shape.segmentBytes(), 3, 64 << 20, 1 << 30, 1 << 20);
        boolean tiny = shape.segmentBytes() == Script.TINY_SEGMENT_BYTES;
        if (tiny) {
            coverage.count("segments of one batch");
        }
        if (tiny && shape.coordinator()) {
            coverage.count("layers of one mutation");
        }
        Schema schema = Schema.of(shape.schema());
        Ledger ledger = new Ledger(coverage);
        Network network = new Network(scheduler, coverage);
        services =
                new WorldServices(
                        scheduler,
                        sqlite,
                        limits,
                        tiny ? 1 : DocumentServices.LAYER_MUTATIONS_MAX,
                        schema,
                        ledger,
                        new Checker(schema, ledger),
                        new ConvergenceCheck(coverage),
                        network,
                        coverage);
        server = shape.coordinator() ? new Server(services, script.seed() * 31 - 1) : null;
        network.serve(server);
        for (int i = 0; i < shape.devices(); i++) {
            devices.add(
                    new Device(
                            services, i, server != null, shape.hosted(), script.seed() * 31 + i));
        }
    }

    /** Does all of a script, then lets everything come to rest, and checks. */
    void run(Script script) {
        for (Step step : script.steps()) {
            log.accept(scheduler.now() + " " + step);
            coverage.count("step " + step.kind());
            scheduler.chance(new Random(~step.seed()));
            act(step, devices.get(step.device()), new Random(step.seed()));
        }
        comeToRest(new Random(script.seed()));
    }

    private void act(Step step, Device device, Random random) {
        switch (step.kind()) {
            case MUTATE -> mutate(device, random, 1 + random.nextInt(3));
            case FLOOD -> mutate(device, random, 20 + random.nextInt(60));
            case SEND_AGAIN ->
                    device.inWorker(() -> anyTab(device, random).sendAgain(device.document()));
            case WAIT -> go(random.nextInt(12 * devices.size()));
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
            case HOST_DIES -> device.hosts.dies(random);
            case HOST_FREEZES -> device.hosts.freezes(random);
            case HOST_DOUBLED -> device.hosts.doubled(random);
            case WORKER_UPGRADE -> device.upgradeWorker();
            case CLOCK_STEP -> stepClock(device, random);
            case OFFLINE -> device.online(false);
            case ONLINE -> device.online(true);
            case DISCONNECT -> device.pause(true);
            case CONNECT -> device.pause(false);
            case STRANGER -> stranger(device);
            case OWNER -> device.stranger(false);
            case CUT_LINK, CLOG_LINK, RELEASE_LINK, TAMPER ->
                    actOnLink(step.kind(), device, random);
            case KILL_SERVER,
                    SERVER_POWER_CUT,
                    SERVER_DISK_FAULT,
                    SERVER_DISK_BROKEN,
                    SERVER_DISK_HEALED,
                    SERVER_UPGRADE,
                    BACK_UP,
                    RESTORE ->
                    actOnServer(step.kind(), random);
        }
    }

    private void actOnLink(StepKind kind, Device device, Random random) {
        Connection connection = services.network().any(device.number, random);
        if (connection == null) {
            return;
        }
        switch (kind) {
            case CUT_LINK -> connection.cut(random);
            case CLOG_LINK -> connection.clog(random);
            case RELEASE_LINK -> connection.release(random);
            default -> {
                String what = connection.tamper(random);
                if (what != null) {
                    coverage.count("frame " + what);
                }
            }
        }
    }

    private void actOnServer(StepKind kind, Random random) {
        switch (kind) {
            case KILL_SERVER -> server.kill(random.nextBoolean());
            case SERVER_POWER_CUT ->
                    server.disk.failAfter(
                            random.nextInt(6),
                            random.nextBoolean() ? Fault.POWER_CUT : Fault.POWER_CUT_HALFWAY);
            case SERVER_DISK_FAULT -> server.disk.failAfter(random.nextInt(6), fault(random));
            case SERVER_DISK_BROKEN -> server.disk.failFrom(random.nextInt(6), fault(random));
            case SERVER_DISK_HEALED -> server.heal();
            case SERVER_UPGRADE -> server.upgrade();
            case BACK_UP -> server.backUp();
            default -> restore();
        }
    }

    /**
     * A coordinator that was set back may have forgotten whose a timeline is, and give it to
     * whoever comes first: strangers come to coordinators that are not.
     */
    private void stranger(Device device) {
        if (!wasRestored) {
            strangerCame |= device.stranger(true);
        }
    }

    private void restore() {
        if (strangerCame) {
            return;
        }
        // What it had settled may be on its way to a device that still waits for it.
        Set<String> settledBefore = server.document() == null ? null : server.check();
        if (server.restore()) {
            coverage.count("coordinator restored");
            wasRestored = true;
            Set<String> unsettled = new HashSet<>();
            if (settledBefore != null) {
                devices.forEach(device -> unsettled.addAll(device.pending()));
                unsettled.removeAll(settledBefore);
            }
            services.ledger().setBack(unsettled);
        }
    }

    private void stepClock(Device device, Random random) {
        int millis = random.nextInt(2 * CLOCK_STEP_MILLIS) - CLOCK_STEP_MILLIS;
        if (server != null && random.nextInt(3) == 0) {
            server.stepClock(millis);
        } else {
            device.stepClock(millis);
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
            device.hosts.tabGone(gone.session(), random);
        }
    }

    private void heal(Device device) {
        device.disk.heal();
        device.recover();
    }

    private void go(int events) {
        for (int i = 0; i < events; i++) {
            scheduler.step();
        }
    }

    /** Until nothing is under way, or nothing but trying again what can't be done now. */
    private void rest() {
        go(400);
    }

    private void comeToRest(Random random) {
        log.accept("coming to rest");
        scheduler.chance(random);
        services.network().releaseAll();
        for (Device device : devices) {
            device.calm();
            heal(device);
        }
        services.network().cutAll(random);
        if (server != null) {
            server.heal();
            until(this::serverUpToDate);
        }
        until(() -> devices.stream().allMatch(this::isAtRest));
        if (server != null) {
            converge();
        }
        for (Device device : devices) {
            String before = device.check();
            device.reopen();
            until(() -> isAtRest(device));
            if (!device.check().equals(before)) {
                throw new Violation(Invariant.REOPENING_CHANGES_NOTHING, "the content differs");
            }
        }
    }

    /** Everybody has the same versions, and then the same pages. */
    private void converge() {
        until(this::allCaughtUp);
        Set<String> known = server.check();
        for (Device device : devices) {
            device.synced().rejected().forEach(each -> known.add(each.mutation().id()));
        }
        services.ledger().requireSettled(known);
        byte[] first = devices.get(0).document().export();
        for (Device device : devices) {
            Checker.require(
                    Arrays.equals(first, device.document().export()),
                    Invariant.EVERYBODY_CONVERGES,
                    "device " + device.number,
                    "other pages than device 0");
            Checker.require(
                    Contents.dump(device.document().reader(), services.schema())
                            .equals(Contents.dump(server.document().reader(), services.schema())),
                    Invariant.EVERYBODY_CONVERGES,
                    "device " + device.number,
                    "other content than the coordinator");
        }
    }

    private boolean allCaughtUp() {
        if (!serverUpToDate()) {
            return false;
        }
        long last = server.document().stats().storageLsn();
        for (Device device : devices) {
            if (!isAtRest(device)
                    || device.document().log().storage().durableRange().last() != last
                    || !device.synced().shows(last)) {
                return false;
            }
        }
        return true;
    }

    private boolean serverUpToDate() {
        server.recover();
        if (server.document() == null || server.document().problem() != null) {
            return false;
        }
        server.upgrade();
        return server.upToDate();
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        if (server != null) {
            text.append("coordinator ");
            text.append(server.document() == null ? "closed" : server.document().stats());
        }
        devices.forEach(device -> text.append("; ").append(device));
        return text.toString();
    }

    private boolean isAtRest(Device device) {
        device.recover();
        if (server != null) {
            device.upgradeFully();
            device.pause(false);
            device.signIn();
            server.recover();
        }
        return device.isAtRest();
    }

    private interface Condition {
        boolean holds();
    }

    private void until(Condition condition) {
        for (int i = 0; i < QUIET_EVENTS_MAX; i++) {
            if (condition.holds()) {
                return;
            }
            if (!scheduler.step()) {
                throw new Violation(
                        Invariant.EVERYTHING_SETTLES,
                        "nothing goes on, and something is open: " + describe());
            }
        }
        throw new Violation(
                Invariant.EVERYTHING_SETTLES,
                "not after " + QUIET_EVENTS_MAX + " events: " + describe());
    }
}
