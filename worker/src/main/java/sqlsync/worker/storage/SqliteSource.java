package sqlsync.worker.storage;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.BrowserStopwatch;
import sqlsync.browser.Entry;
import sqlsync.platform.Clock;
import sqlsync.platform.Completion;
import sqlsync.platform.Promise;
import sqlsync.platform.Randomness;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;
import sqlsync.worker.sqlite.SqliteLoader;

/**
 * Loads SQLite on first use. A failed download is tried again on the next use; a file that is not
 * the expected SQLite fails for good.
 */
public final class SqliteSource {
    private final String wasmUrl;
    private final Clock clock;
    private final Randomness randomness;

    /** Made before any reducer is loaded, which takes the clocks away from mutations. */
    private final BrowserStopwatch stopwatch = new BrowserStopwatch();

    private Promise<Sqlite, SqlSyncException> module;
    private boolean unreachable;

    public SqliteSource(String wasmUrl, Clock clock, Randomness randomness) {
        this.wasmUrl = wasmUrl;
        this.clock = clock;
        this.randomness = randomness;
    }

    /** Begins to load what will soon be wanted. */
    public void prepare() {
        if (module == null || unreachable) {
            unreachable = false;
            module = new Promise<>();
            load(module);
        }
    }

    void then(Completion<Sqlite, SqlSyncException> done) {
        prepare();
        module.then(done);
    }

    private void load(Promise<Sqlite, SqlSyncException> into) {
        SqliteLoader.load(
                wasmUrl,
                clock,
                randomness,
                new SqliteLoader.Loaded() {
                    @Override
                    public void loaded(Sqlite sqlite) {
                        sqlite.limitBy(stopwatch);
                        Entry.guard(() -> into.succeeded(sqlite));
                    }

                    @Override
                    public void incompatible(IncompatibleSqliteException failure) {
                        Entry.guard(() -> into.failed(failed(failure.getMessage())));
                    }

                    @Override
                    public void unreachable(String message) {
                        unreachable = true;
                        Entry.guard(() -> into.failed(failed(message)));
                    }
                });
    }

    private static SqlSyncException failed(String message) {
        return new SqlSyncException(ErrorCode.WORKER_FAILED, message);
    }
}
