package sqlsync.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorListener;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Completion;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.Randomness;
import sqlsync.platform.SeededRandomness;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerConnection;

/** The coordinator's machine, whose process is started again whenever it has died. */
final class Server implements ServerConnection.Host {
    private static final int RETRY_MILLIS = 50;
    private static final String WHERE = "coordinator";

    final FaultyDisk disk = new FaultyDisk();
    private final WorldServices world;
    private final Random random;
    private final Coverage coverage;
    private int version = 1;
    private long clockOffset;
    private Process process;
    private CoordinatorDocument document;
    private Map<Integer, byte[]> backup;

    Server(WorldServices world, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.coverage = world.coverage();
        start();
    }

    Process process() {
        return process;
    }

    /** The open document, or null. */
    CoordinatorDocument document() {
        return document;
    }

    private void start() {
        coverage.count("coordinator started");
        Process starting = new Process(world.scheduler(), this::powerCut);
        process = starting;
        Randomness bits = new SeededRandomness(random.nextLong());
        starting.soon(
                () ->
                        SegmentPool.open(
                                new FaultyBlockStore(disk, starting),
                                bits,
                                world.limits(),
                                Completion.of(
                                        pool -> open(pool, bits),
                                        failure -> {
                                            coverage.count("coordinator's scan failed");
                                            tryAgain(starting);
                                        })));
    }

    private void open(SegmentPool pool, Randomness bits) {
        Process opening = process;
        DocumentServices services =
                new DocumentServices(
                        pool,
                        world.sqlite(),
                        opening.clock(() -> clockOffset),
                        bits,
                        opening,
                        world.layerMutationsMax());
        CoordinatorDocument.open(
                services,
                WorldServices.DOCUMENT,
                new SimulationReducer(world.schema(), version),
                true,
                new Listener(opening),
                Completion.of(
                        opened -> {
                            coverage.count("coordinator opened");
                            document = opened;
                            check();
                        },
                        failure -> {
                            coverage.count("coordinator failed to open: " + failure.code().text());
                            if (!Failures.ofStorage(failure.code())) {
                                throw new Violation(
                                        Invariant.NOTHING_BREAKS, "opening failed: " + failure);
                            }
                            tryAgain(opening);
                        }));
    }

    private void tryAgain(Process failed) {
        failed.after(RETRY_MILLIS, () -> kill(true));
    }

    /** The process dies between two events; another one starts. */
    void kill(boolean told) {
        process.kill();
        document = null;
        process = null;
        world.network().serverGone(told);
        start();
    }

    private void powerCut() {
        coverage.count("coordinator's power cut");
        process.kill();
        disk.crash(random);
        kill(random.nextBoolean());
    }

    /** Storage works again, perhaps. */
    void recover() {
        if (document == null || !document.recoverable()) {
            return;
        }
        CoordinatorDocument ill = document;
        document = null;
        process.run(
                () ->
                        ill.recover(
                                Completion.of(
                                        ignored -> {
                                            coverage.count("coordinator recovered");
                                            document = ill;
                                        },
                                        ignored -> {
                                            coverage.count("coordinator's recovery failed");
                                            document = ill;
                                        })));
    }

    void heal() {
        disk.heal();
        recover();
    }

    /** A newer reducer is installed. */
    void upgrade() {
        if (version == world.schema().versions()
                || document == null
                || document.problem() != null) {
            return;
        }
        version++;
        coverage.count("coordinator upgraded");
        process.run(() -> document.replaceReducer(new SimulationReducer(world.schema(), version)));
    }

    boolean upToDate() {
        return version == world.schema().versions();
    }

    void stepClock(long millis) {
        clockOffset += millis;
    }

    /** Somebody copies the disk. */
    void backUp() {
        backup = new HashMap<>();
        disk.fileNumbers().forEach(file -> backup.put(file, disk.contents(file)));
    }

    /** The machine is lost, and another one gets the copy. Returns whether there was one. */
    boolean restore() {
        if (backup == null) {
            return false;
        }
        process.kill();
        disk.heal();
        disk.fileNumbers().forEach(disk::lose);
        backup.forEach((file, bytes) -> disk.replace(file, bytes.clone()));
        kill(random.nextBoolean());
        return true;
    }

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        if (document == null) {
            answer.refused("closed", "The document is being opened.", true);
            return;
        }
        answer.accepted(document.attach(attach, attach.token(), null, true, peer));
    }

    /** Compares what it holds with the ledger. */
    Set<String> check() {
        if (Contents.version(document.reader()) == 0) {
            return new HashSet<>();
        }
        return world.checker().checkSound(document.reader(), WHERE);
    }

    private final class Listener implements CoordinatorListener {
        private final Process of;

        Listener(Process of) {
            this.of = of;
        }

        @Override
        public void attached(int channels) {}

        @Override
        public void broken(RuntimeException cause) {
            throw new Violation(Invariant.NOTHING_BREAKS, WHERE + " broke: " + cause);
        }

        @Override
        public void storageFailed(SqlSyncException failure) {
            coverage.count("coordinator's storage failed");
            if (!Failures.ofStorage(failure.code()) && failure.code() != ErrorCode.STORAGE_FAILED) {
                throw new Violation(Invariant.NOTHING_BREAKS, WHERE + ": " + failure);
            }
            of.after(RETRY_MILLIS, Server.this::recover);
        }
    }
}
