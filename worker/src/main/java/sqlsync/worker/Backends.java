package sqlsync.worker;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.BrowserClock;
import sqlsync.browser.BrowserRandomness;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentServices;
import sqlsync.document.StorageFailures;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.BlockStore;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.Timers;
import sqlsync.sqlite.Sqlite;

/**
 * The back ends of this worker, each set up when a document first wants it: after the writer lock
 * is held, and SQLite is there.
 */
final class Backends {
    /** How long a document waits for another worker to let go of the storage. */
    private static final int WRITER_MILLIS = 8_000;

    private final Timers timers;
    private final BlockStore files;
    private final Eventually<Void> writer;
    private final SqliteSource sqlite;
    private final BrowserClock clock;
    private final BrowserRandomness randomness;
    private Eventually<Backend> opfs;
    private Eventually<Backend> memory;

    /**
     * @param files the origin's private file system
     * @param writer settled when the writer lock is held
     */
    Backends(
            Timers timers,
            BlockStore files,
            Eventually<Void> writer,
            SqliteSource sqlite,
            BrowserClock clock,
            BrowserRandomness randomness) {
        this.timers = timers;
        this.files = files;
        this.writer = writer;
        this.sqlite = sqlite;
        this.clock = clock;
        this.randomness = randomness;
    }

    /** The back end for a document that is opened like this. */
    void forDocument(OpenOrder order, DocumentCompletion<Backend> done) {
        switch (order.storage()) {
            case "auto", "opfs" -> opfs(done);
            case "memory" -> memory(done);
            case "indexeddb" ->
                    done.failed(
                            new SqlSyncException(
                                    ErrorCode.UNSUPPORTED,
                                    "This version keeps nothing in IndexedDB: use \"auto\","
                                            + " \"opfs\" or \"memory\"."));
            default ->
                    done.failed(
                            new SqlSyncException(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "There is no storage \"" + order.storage() + "\"."));
        }
    }

    /** The best back end there is. */
    void best(DocumentCompletion<Backend> done) {
        opfs(done);
    }

    /** The back ends in use; the best is one of them. */
    void inUse(DocumentCompletion<List<Backend>> done) {
        best(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Backend best) {
                        List<Backend> all = new ArrayList<>();
                        all.add(best);
                        if (memory != null && memory.value() != null && memory.value() != best) {
                            all.add(memory.value());
                        }
                        done.succeeded(all);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        done.failed(failure);
                    }
                });
    }

    /** Deletes a document that is not open from all back ends in use. */
    void delete(String id, DocumentCompletion<Void> done) {
        inUse(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(List<Backend> all) {
                        deleteFrom(all, 0, id, done);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        done.failed(failure);
                    }
                });
    }

    private static void deleteFrom(
            List<Backend> all, int next, String id, DocumentCompletion<Void> done) {
        if (next == all.size()) {
            done.succeeded(null);
            return;
        }
        all.get(next)
                .services()
                .pool()
                .delete(
                        id,
                        StorageFailures.described(
                                new DocumentCompletion<>() {
                                    @Override
                                    public void succeeded(Void nothing) {
                                        deleteFrom(all, next + 1, id, done);
                                    }

                                    @Override
                                    public void failed(SqlSyncException failure) {
                                        done.failed(failure);
                                    }
                                }));
    }

    private void opfs(DocumentCompletion<Backend> done) {
        if (opfs == null || opfs.settled() && opfs.value() == null) {
            opfs = new Eventually<>();
            start("opfs", true, null, files, opfs);
        }
        opfs.then(done);
    }

    private void memory(DocumentCompletion<Backend> done) {
        if (memory == null || memory.settled() && memory.value() == null) {
            memory = new Eventually<>();
            start("memory", false, null, new MemoryBlockStore(timers), memory);
        }
        memory.then(done);
    }

    private void start(
            String name,
            boolean durable,
            String reason,
            BlockStore store,
            Eventually<Backend> backend) {
        Timers.Cancellable deadline =
                timers.after(
                        WRITER_MILLIS,
                        () -> {
                            if (!writer.settled()) {
                                backend.failed(heldByAnother());
                            }
                        });
        writer.then(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        deadline.cancel();
                        if (!backend.settled()) {
                            withSqlite(name, durable, reason, store, backend);
                        }
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        backend.failed(failure);
                    }
                });
    }

    private static SqlSyncException heldByAnother() {
        return new SqlSyncException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Another worker of this site holds the storage: a page with another version or"
                        + " another copy of worker.js is open. Close it, and try again.");
    }

    private void withSqlite(
            String name,
            boolean durable,
            String reason,
            BlockStore store,
            Eventually<Backend> backend) {
        sqlite.then(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Sqlite module) {
                        SegmentPool.open(
                                store,
                                randomness,
                                JournalLimits.DEFAULT,
                                StorageFailures.described(
                                        new DocumentCompletion<>() {
                                            @Override
                                            public void succeeded(SegmentPool pool) {
                                                DocumentServices services =
                                                        new DocumentServices(
                                                                pool,
                                                                module,
                                                                clock,
                                                                randomness,
                                                                timers);
                                                backend.succeeded(
                                                        new Backend(
                                                                name, durable, reason, services));
                                            }

                                            @Override
                                            public void failed(SqlSyncException failure) {
                                                backend.failed(failure);
                                            }
                                        }));
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        backend.failed(failure);
                    }
                });
    }
}
