package sqlsync.worker.storage;

import java.util.function.Supplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.document.StorageFailures;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Clock;
import sqlsync.platform.Completion;
import sqlsync.platform.Promise;
import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;
import sqlsync.sqlite.Sqlite;

/**
 * One of the back ends to choose from. It is opened on first use, once this worker holds the writer
 * lock. After a failure the next use tries again.
 */
public final class StorageOption {
    /** How long a document waits for another worker to let go of the storage. */
    private static final int WRITER_MILLIS = 8_000;

    /** What every back end needs. */
    public record Services(
            WriterLock writer,
            SqliteSource sqlite,
            Clock clock,
            Randomness randomness,
            Timers timers) {}

    private final String name;
    private final boolean durable;
    private final Supplier<BlockStore> files;
    private final Services services;
    private Promise<SegmentPool, SqlSyncException> pool;
    private Backend backend;
    private String reason;
    private SqlSyncException storesFault;

    /**
     * @param name as in {@code storageInfo}
     * @param durable whether anything is left when the worker ends
     * @param files asked once
     */
    public StorageOption(
            String name, boolean durable, Supplier<BlockStore> files, Services services) {
        this.name = name;
        this.durable = durable;
        this.files = files;
        this.services = services;
    }

    /** Why the option above is not in use, for {@code storageInfo}. */
    void setReason(String why) {
        reason = why;
    }

    /** Whether it is the store itself that failed so: not a lack of room, nor another worker. */
    boolean isToBlame(SqlSyncException failure) {
        return failure == storesFault && failure.code() != ErrorCode.QUOTA_EXCEEDED;
    }

    /** The back end, where it is there by now; else null. */
    Backend ready() {
        return backend;
    }

    void then(Completion<Backend, SqlSyncException> done) {
        if (backend != null) {
            done.succeeded(backend);
            return;
        }
        if (pool == null || pool.failed()) {
            pool = new Promise<>();
            awaitWriter(pool);
        }
        pool.then(done.after(opened -> withSqlite(opened, done)));
    }

    private void awaitWriter(Promise<SegmentPool, SqlSyncException> into) {
        Timers.Cancellable deadline =
                services.timers().after(WRITER_MILLIS, () -> into.failed(heldByAnother()));
        services.writer()
                .await(
                        Completion.of(
                                ignored -> {
                                    deadline.cancel();
                                    if (!into.isDone()) {
                                        openPool(into);
                                    }
                                },
                                failure -> {
                                    deadline.cancel();
                                    into.failed(failure);
                                }));
    }

    private static SqlSyncException heldByAnother() {
        return new SqlSyncException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Another worker of this site holds the storage: a page with another version or"
                        + " another copy of worker.js is open. Close it, and try again.");
    }

    private void openPool(Promise<SegmentPool, SqlSyncException> into) {
        SegmentPool.open(
                files.get(),
                services.randomness(),
                JournalLimits.DEFAULT,
                Completion.of(
                        into::succeeded,
                        failure -> {
                            storesFault = StorageFailures.describe(failure);
                            into.failed(storesFault);
                        }));
    }

    private void withSqlite(SegmentPool opened, Completion<Backend, SqlSyncException> done) {
        services.sqlite()
                .then(
                        done.after(
                                sqlite -> {
                                    if (backend == null) {
                                        backend = backend(opened, sqlite);
                                    }
                                    done.succeeded(backend);
                                }));
    }

    private Backend backend(SegmentPool opened, Sqlite sqlite) {
        DocumentServices ofDocuments =
                new DocumentServices(
                        opened, sqlite, services.clock(), services.randomness(), services.timers());
        return new Backend(name, durable, () -> reason, ofDocuments);
    }
}
