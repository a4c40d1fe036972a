package sqlsync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLimits;
import sqlsync.hosting.HostLink;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.platform.BlockStore;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;

/**
 * The storage hosts of a device: tabs lend them to the worker that is there, and they hold the
 * files of its disk, each file one of them at most. They die, freeze, and answer late; a frozen one
 * stays so, and is to be replaced.
 */
final class Hosts {
    private final Device device;
    private final boolean hosted;
    private final FaultyDisk disk;
    private final Scheduler scheduler;
    private final Coverage coverage;
    private final Random random;
    private final Runnable powerCut;
    private final List<Host> living = new ArrayList<>();

    /** Who has the exclusive handle of a file. */
    private final Map<Integer, Host> holders = new HashMap<>();

    /**
     * @param hosted whether there are any; else workers have their files themselves
     * @param powerCut told when the machine stopped while a host worked on its disk
     */
    Hosts(Device device, WorldServices world, boolean hosted, long seed, Runnable powerCut) {
        this.device = device;
        this.hosted = hosted;
        this.disk = device.disk;
        this.scheduler = world.scheduler();
        this.coverage = world.coverage();
        this.random = new Random(seed);
        this.powerCut = powerCut;
    }

    /** What a worker opens its files with. */
    BlockStore store(Process worker) {
        if (!hosted) {
            return new FaultyBlockStore(disk, worker);
        }
        return new HostedBlockStore(new Lender(worker), worker, HostLimits.DEFAULT);
    }

    private final class Lender implements HostLender {
        private final Process worker;

        Lender(Process worker) {
            this.worker = worker;
        }

        @Override
        public void lend(String silent, Borrower borrower) {
            worker.soon(() -> borrower.lent(start(worker, choose(silent))));
        }

        @Override
        public void giveBack(HostLink link) {
            ((Host) link).endByForce();
        }
    }

    /** A tab that was silent is asked only where there is no other. */
    private String choose(String silent) {
        List<String> asked = new ArrayList<>();
        device.tabs.forEach(tab -> asked.add(tab.session()));
        if (asked.size() > 1) {
            asked.remove(silent);
        }
        return asked.get(random.nextInt(asked.size()));
    }

    private Host start(Process worker, String lender) {
        coverage.count("storage host started");
        if (!living.isEmpty()) {
            coverage.count("storage host started beside another");
        }
        Host host = new Host(this, scheduler, worker, lender, powerCut);
        living.add(host);
        return host;
    }

    FaultyDisk disk() {
        return disk;
    }

    Coverage coverage() {
        return coverage;
    }

    /** Whether a file is in nobody else's hands, and so in this host's from here on. */
    boolean take(int file, Host host) {
        return holders.putIfAbsent(file, host) == null || holders.get(file) == host;
    }

    /** Whether nobody else has a file: a scan looks into each under an exclusive handle. */
    boolean isFree(Host host) {
        return holders.values().stream().allMatch(holder -> holder == host);
    }

    void release(int file, Host host) {
        holders.remove(file, host);
    }

    /** It is gone, and with it its handles. */
    void ended(Host host) {
        living.remove(host);
        holders.values().removeIf(holder -> holder == host);
    }

    /** One host ends between two events, or in the middle of what it was asked to do. */
    void dies(Random chance) {
        if (!living.isEmpty()) {
            any(chance).dies(chance);
        }
    }

    /** One host does nothing more, and keeps its files. */
    void freezes(Random chance) {
        if (!living.isEmpty()) {
            any(chance).freezes();
        }
    }

    /** One host goes on, and nobody hears of it until another one stands in its place. */
    void doubled(Random chance) {
        if (!living.isEmpty()) {
            any(chance).answersLate();
        }
    }

    private Host any(Random chance) {
        return living.get(chance.nextInt(living.size()));
    }

    /** A tab is gone, and the hosts that it lent. */
    void tabGone(String session, Random chance) {
        for (Host host : List.copyOf(living)) {
            if (host.lender().equals(session)) {
                host.dies(chance);
            }
        }
    }

    /** A worker is gone: its hosts hear of it when they have their turn. */
    void workerGone() {
        living.forEach(Host::endByForce);
    }

    /** The machine has stopped. */
    void crash() {
        for (Host host : List.copyOf(living)) {
            host.stop();
        }
    }
}
