package sqlsync.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.Document;
import sqlsync.document.DocumentServices;
import sqlsync.document.device.DocumentListener;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncedDocument;
import sqlsync.document.local.LocalDocument;
import sqlsync.journal.SegmentPool;
import sqlsync.journal.SyncRequest;
import sqlsync.platform.Clock;
import sqlsync.platform.Completion;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.Randomness;
import sqlsync.platform.SeededRandomness;
import sqlsync.replication.ClientConnection;

/**
 * A device: a disk, pages, and the worker's process, which is started again whenever it has died,
 * as pages do.
 */
final class Device {
    private static final int RETRY_MILLIS = 50;
    private static final int DRAIN_MILLIS = 5_000;

    final FaultyDisk disk = new FaultyDisk();
    final List<Tab> tabs = new ArrayList<>();
    final int number;
    final Hosts hosts;

    private final WorldServices world;
    private final Random random;
    private final Coverage coverage;
    private final boolean synced;
    private int version = 1;
    private boolean online = true;
    private final SignIn signIn;
    private long clockOffset;
    private Process process;
    private ClientConnection connection;
    private Document document;

    /**
     * @param hosted whether its files are held by tabs
     */
    Device(WorldServices world, int number, boolean synced, boolean hosted, long seed) {
        this.world = world;
        this.number = number;
        this.synced = synced;
        this.random = new Random(seed);
        this.signIn = new SignIn(number, world.ledger());
        this.coverage = world.coverage();
        this.hosts = new Hosts(this, world, hosted, ~seed, this::powerCut);
        openTab();
        start();
    }

    private String where() {
        return "device " + number;
    }

    private String user() {
        return synced ? signIn.owner() : null;
    }

    /** After the last fault. */
    void calm() {
        signIn.calm();
        online(true);
    }

    /** The open document, or null. */
    Document document() {
        return document;
    }

    SyncedDocument synced() {
        return document instanceof SyncedDocument open ? open : null;
    }

    void openTab() {
        tabs.add(new Tab(number, user(), random, world.ledger()));
    }

    /** Runs something in the worker, if that is there and has the document open. */
    void inWorker(Runnable task) {
        if (document != null) {
            process.run(task);
        }
    }

    /** The worker starts, and opens the document. */
    private void start() {
        coverage.count("worker started");
        Process starting = new Process(world.scheduler(), this::powerCut);
        process = starting;
        Randomness bits = new SeededRandomness(random.nextLong());
        Clock clock = starting.clock(() -> clockOffset);
        if (synced) {
            connection =
                    new ClientConnection(
                            "ws://coordinator",
                            (url, listener) ->
                                    world.network().open(number, online, starting, listener),
                            starting,
                            clock,
                            bits,
                            where());
        }
        starting.soon(
                () ->
                        SegmentPool.open(
                                hosts.store(starting),
                                bits,
                                world.limits(),
                                Completion.of(
                                        pool ->
                                                open(
                                                        new DocumentServices(
                                                                pool,
                                                                world.sqlite(),
                                                                clock,
                                                                bits,
                                                                starting)),
                                        failure -> {
                                            coverage.count("scan failed");
                                            tryAgain(starting);
                                        })));
    }

    private void open(DocumentServices services) {
        SimulationReducer reducer = new SimulationReducer(world.schema(), version);
        ClientConnection opened = connection;
        if (synced) {
            SyncedDocument.open(
                    services,
                    WorldServices.DOCUMENT,
                    reducer,
                    true,
                    channel -> opened.open(channel, answer -> answer.given(signIn.token(synced()))),
                    new Listener(),
                    opening());
        } else {
            LocalDocument.open(services, WorldServices.DOCUMENT, reducer, true, opening());
        }
    }

    /** At the end the one whose changes come next signs in, where another one is. */
    void signIn() {
        if (signIn.ends(synced())) {
            connectAnew();
        }
    }

    private void connectAnew() {
        pause(true);
        pause(false);
    }

    private <T extends Document> Completion<T, SqlSyncException> opening() {
        Process opening = process;
        return Completion.of(
                opened -> {
                    coverage.count("document opened");
                    document = opened;
                    check();
                    List.copyOf(tabs).forEach(tab -> tab.sendAgain(opened));
                },
                failure -> {
                    coverage.count("opening failed: " + failure.code().text());
                    if (!Failures.ofStorage(failure.code())
                            && failure.code() != ErrorCode.SCHEMA_TOO_NEW) {
                        throw new Violation(Invariant.NOTHING_BREAKS, "opening failed: " + failure);
                    }
                    tryAgain(opening);
                });
    }

    private void tryAgain(Process failed) {
        failed.after(RETRY_MILLIS, () -> restart(failed));
    }

    /** The worker dies between two events; another one starts. */
    void killWorker() {
        process.kill();
        restart(process);
    }

    private void restart(Process old) {
        old.kill();
        document = null;
        hosts.workerGone();
        world.network().deviceGone(number, true);
        start();
    }

    private void powerCut() {
        coverage.count("power cut");
        process.kill();
        document = null;
        hosts.crash();
        disk.crash(random);
        world.network().deviceGone(number, random.nextBoolean());
        start();
    }

    /** Closes in good order and starts again. */
    void reopen() {
        if (document == null) {
            return;
        }
        Document closing = document;
        Process old = process;
        document = null;
        old.run(
                () ->
                        closing.close(
                                Completion.either(
                                        failure -> {
                                            coverage.count(
                                                    failure == null
                                                            ? "document closed"
                                                            : "closing failed");
                                            restart(old);
                                        })));
    }

    /** A newer worker asks this one to end; one that does not do so in time is ended. */
    void upgradeWorker() {
        Process old = process;
        if (document != null) {
            coverage.count("worker upgraded");
            version = Math.min(version + 1, world.schema().versions());
            old.after(
                    DRAIN_MILLIS,
                    () -> {
                        coverage.count("worker upgraded by force");
                        restart(old);
                    });
            reopen();
        }
    }

    /** A newer version of the reducer arrives, where there is one. */
    void upgrade() {
        if (version == world.schema().versions() || document == null) {
            return;
        }
        if (document.problem() != null && document.problem().code() != ErrorCode.SCHEMA_TOO_NEW) {
            return;
        }
        version++;
        coverage.count("reducer upgraded");
        inWorker(() -> document.replaceReducer(new SimulationReducer(world.schema(), version)));
    }

    /** All newer versions arrive, as far as they can now. */
    void upgradeFully() {
        int before = 0;
        while (version > before) {
            before = version;
            upgrade();
        }
    }

    void stepClock(long millis) {
        clockOffset += millis;
    }

    /** The network goes, or comes back. */
    void online(boolean on) {
        online = on;
        if (!on) {
            world.network().of(number).forEach(each -> each.cut(random));
        } else if (connection != null) {
            process.run(connection::online);
        }
    }

    /** Somebody else signs in, or the owner comes back. Returns whether it happened. */
    boolean stranger(boolean on) {
        boolean comes = synced() != null && signIn.strangerComes(on);
        if (comes) {
            connectAnew();
        }
        return comes;
    }

    void pause(boolean on) {
        SyncedDocument open = synced();
        if (open != null && open.status().paused() != on) {
            inWorker(on ? open::disconnect : open::connect);
        }
    }

    /** What storage has gone through may be over: the document is to write again. */
    void recover() {
        if (document == null || !document.recoverable()) {
            return;
        }
        Document ill = document;
        document = null;
        process.run(
                () ->
                        ill.recover(
                                Completion.either(
                                        failure -> {
                                            coverage.count(
                                                    failure == null
                                                            ? "document recovered"
                                                            : "recovery failed");
                                            back(ill);
                                        })));
    }

    private void back(Document recovered) {
        document = recovered;
        List.copyOf(tabs).forEach(tab -> tab.sendAgain(recovered));
    }

    boolean isAtRest() {
        if (tabs.stream().anyMatch(tab -> tab.waiting() > 0)
                || document == null
                || document.unflushed() > 0
                || document.problem() != null) {
            return false;
        }
        return !synced || synced().status().synced();
    }

    @Override
    public String toString() {
        String state =
                document == null
                        ? "closed"
                        : document.unflushed() + " unflushed, problem " + document.problem();
        return where() + " " + state + (synced() == null ? "" : ", " + synced().status());
    }

    /** Mutations that no coordinator has settled, as far as can be seen. */
    Set<String> pending() {
        Set<String> ids = new HashSet<>();
        if (synced() != null) {
            synced().pending().forEach(each -> ids.add(each.mutation().id()));
        }
        return ids;
    }

    /** Compares what the document holds, what is not on disk yet included, with the ledger. */
    String check() {
        Set<String> seen = world.checker().checkSound(document.reader(), where());
        Set<String> elsewhere = pending();
        if (synced) {
            synced().rejected().forEach(each -> elsewhere.add(each.mutation().id()));
        }
        world.ledger().requireKept(number, seen, elsewhere, where());
        return Contents.dump(document.reader(), world.schema());
    }

    /** What it shows without changes of its own is what others show at that LSN of storage. */
    private void compare() {
        SyncedDocument open = synced();
        SyncRequest at = open.log().storage().syncRequest(1);
        if (open.pending().isEmpty() && open.shows(at.after()) && at.stamp() != 0) {
            int schema = Contents.version(open.reader());
            world.convergence().sees(at.after(), at.stamp(), schema, open.export(), where());
        }
    }

    private final class Listener implements DocumentListener {
        @Override
        public void changed() {}

        @Override
        public void settled(String mutationId, RejectedMutation rejected) {
            world.ledger().settled(mutationId, rejected != null);
        }

        @Override
        public void viewChanged() {
            coverage.count("view changed");
            if (document != null) {
                check();
                compare();
            }
        }
    }
}
