package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentServices;
import sqlsync.document.LocalDocument;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Completion;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.Randomness;
import sqlsync.platform.SeededRandomness;
import sqlsync.platform.StorageException;
import sqlsync.sqlite.Sqlite;

/**
 * A device: a disk, pages, and the worker's process, which is started again whenever it has died,
 * as pages do.
 */
final class Device {
    private static final int RETRY_MILLIS = 50;

    final FaultyDisk disk = new FaultyDisk();
    final Ledger ledger;
    final List<Tab> tabs = new ArrayList<>();

    private final EventQueue queue;
    private final Sqlite sqlite;
    private final JournalLimits limits;
    private final Random random;
    private final Coverage coverage;
    private int version = 1;
    private Process process;
    private LocalDocument document;

    Device(EventQueue queue, Sqlite sqlite, JournalLimits limits, long seed, Coverage coverage) {
        this.queue = queue;
        this.sqlite = sqlite;
        this.limits = limits;
        this.random = new Random(seed);
        this.coverage = coverage;
        this.ledger = new Ledger(coverage);
        openTab();
        start();
    }

    /** The open document, or null. */
    LocalDocument document() {
        return document;
    }

    void openTab() {
        tabs.add(new Tab(random, ledger));
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
        Process starting = new Process(queue, this::powerCut);
        process = starting;
        Randomness bits = new SeededRandomness(random.nextLong());
        starting.soon(
                () ->
                        SegmentPool.open(
                                new FaultyBlockStore(disk, starting),
                                bits,
                                limits,
                                new Completion<>() {
                                    @Override
                                    public void succeeded(SegmentPool pool) {
                                        open(
                                                new DocumentServices(
                                                        pool, sqlite, queue, bits, starting));
                                    }

                                    @Override
                                    public void failed(StorageException failure) {
                                        coverage.count("scan failed");
                                        tryAgain(starting);
                                    }
                                }));
    }

    private void open(DocumentServices services) {
        Process opening = process;
        LocalDocument.open(
                services,
                "document",
                new SimulationReducer(version),
                true,
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(LocalDocument opened) {
                        coverage.count("document opened");
                        document = opened;
                        checkOpened();
                        for (Tab tab : List.copyOf(tabs)) {
                            tab.sendAgain(opened);
                        }
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        coverage.count("opening failed: " + failure.code().text());
                        if (failure.code() != ErrorCode.STORAGE_FAILED
                                && failure.code() != ErrorCode.QUOTA_EXCEEDED
                                && failure.code() != ErrorCode.STORAGE_UNAVAILABLE) {
                            throw new Violation(
                                    Invariant.NOTHING_BREAKS, "opening failed: " + failure);
                        }
                        tryAgain(opening);
                    }
                });
    }

    private void tryAgain(Process failed) {
        failed.after(
                RETRY_MILLIS,
                () -> {
                    failed.kill();
                    start();
                });
    }

    /** The worker dies between two events; another one starts. */
    void killWorker() {
        process.kill();
        document = null;
        start();
    }

    private void powerCut() {
        coverage.count("power cut");
        process.kill();
        document = null;
        disk.crash(random);
        start();
    }

    /** Closes in good order and starts again. */
    void reopen() {
        if (document == null) {
            return;
        }
        LocalDocument closing = document;
        Process old = process;
        document = null;
        old.run(
                () ->
                        closing.close(
                                new DocumentCompletion<>() {
                                    @Override
                                    public void succeeded(Void nothing) {
                                        coverage.count("document closed");
                                        restart(old);
                                    }

                                    @Override
                                    public void failed(SqlSyncException failure) {
                                        coverage.count("closing failed");
                                        restart(old);
                                    }
                                }));
    }

    private void restart(Process old) {
        old.kill();
        start();
    }

    /** A newer version of the reducer arrives, where there is one. */
    void upgrade() {
        if (version == SimulationReducer.VERSIONS
                || document == null
                || document.problem() != null) {
            return;
        }
        version++;
        coverage.count("reducer upgraded");
        inWorker(() -> document.replaceReducer(new SimulationReducer(version)));
    }

    /** What storage has gone through may be over: the document is to write again. */
    void recover() {
        if (document == null || !document.recoverable()) {
            return;
        }
        LocalDocument ill = document;
        document = null;
        inProcess(
                () ->
                        ill.recover(
                                new DocumentCompletion<>() {
                                    @Override
                                    public void succeeded(Void nothing) {
                                        coverage.count("document recovered");
                                        back(ill);
                                    }

                                    @Override
                                    public void failed(SqlSyncException failure) {
                                        coverage.count("recovery failed");
                                        back(ill);
                                    }
                                }));
    }

    private void back(LocalDocument recovered) {
        document = recovered;
        for (Tab tab : List.copyOf(tabs)) {
            tab.sendAgain(recovered);
        }
    }

    private void inProcess(Runnable task) {
        process.run(task);
    }

    boolean settled() {
        for (Tab tab : tabs) {
            if (tab.waiting() > 0) {
                return false;
            }
        }
        return document != null && document.unflushed() == 0 && document.problem() == null;
    }

    private void checkOpened() {
        check();
    }

    /** Compares what the document holds, what is not on disk yet included, with the ledger. */
    String check() {
        List<String> done =
                Contents.rows(document.reader(), "SELECT mutation FROM done ORDER BY n");
        TreeMap<Integer, String> items = ledger.check(done);
        StringBuilder found = new StringBuilder();
        for (String row : Contents.rows(document.reader(), "SELECT k, v FROM items ORDER BY k")) {
            found.append(row).append('\n');
        }
        if (!found.toString().equals(Workload.dump(items))) {
            throw new Violation(Invariant.CONTENT_IS_REPLAY, "items differ from the replay");
        }
        List<String> sound = Contents.rows(document.reader(), "PRAGMA integrity_check");
        if (!sound.equals(List.of("ok"))) {
            throw new Violation(Invariant.DATABASE_IS_SOUND, sound.toString());
        }
        return Contents.dump(document.reader());
    }
}
