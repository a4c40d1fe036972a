package sqlsync.sqlite;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import sqlsync.page.Page;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.platform.Stopwatch;
import sqlsync.storage.Pages;

/** One SQLite module with our pager beneath it. It serves the databases of all documents. */
public final class Sqlite {
    /** How often it is looked whether work that runs was aborted, in milliseconds. */
    private static final int LOOK_MILLIS = 100;

    private final SqliteWasm wasm;
    private final PagerVfs vfs;
    private final Scratch scratch;
    private final RandomFunctions randomFunctions;
    private final ConnectionFields fields;
    private ParameterCells cells;

    private SqliteLimits limits = SqliteLimits.NONE;

    /** Null where no time is limited. */
    private Stopwatch stopwatch;

    private double deadline = Double.POSITIVE_INFINITY;

    /** Whether a statement was ended since the work began that runs within a limit. */
    private boolean stopped;

    /** Whether nobody wants that work any more; null where nobody can say so. */
    private BooleanSupplier aborted;

    private double nextLook;
    private boolean isAborted;

    /** Why the time could not be told, or null. */
    private Throwable stopwatchFailure;

    private String version = "unknown";

    private Sqlite(SqliteWasm wasm, Clock clock, Randomness randomness) {
        this.wasm = wasm;
        scratch = new Scratch(wasm);
        vfs = new PagerVfs(wasm, findVfs(), clock, randomness);
        randomFunctions = new RandomFunctions(wasm, vfs, randomness);
        fields = new ConnectionFields(wasm, argument -> stops());
    }

    /**
     * Puts the pager beneath the module and tests that SQLite works on it.
     *
     * @param clock what SQLite's clock says while nothing is pinned
     * @param randomness what SQLite's random functions use while nothing is pinned
     * @throws IncompatibleSqliteException if this is not a module that we know how to use
     */
    public static Sqlite install(SqliteWasm wasm, Clock clock, Randomness randomness) {
        Sqlite sqlite = null;
        try {
            sqlite = new Sqlite(wasm, clock, randomness);
            new SelfTest(sqlite).run();
            return sqlite;
        } catch (IncompatibleSqliteException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IncompatibleSqliteException(
                    sqlite == null ? "unknown" : sqlite.version,
                    "SQLite cannot run on our pages: " + e.getMessage());
        }
    }

    private int findVfs() {
        int out = wasm.malloc(4);
        int result = wasm.open(scratch.terminated(":memory:"), out);
        int connection = wasm.getInt(out);
        wasm.free(out);
        if (result != ResultCode.OK || connection <= 0) {
            throw new IncompatibleSqliteException(version, "SQLite opens no database.");
        }
        int found = wasm.getInt(connection);
        String problem = PagerVfs.check(wasm, found);
        if (problem != null) {
            throw new IncompatibleSqliteException(
                    version, "This build of SQLite is not one we know: " + problem + ".");
        }
        wasm.closeV2(connection);
        return found;
    }

    /** The version of SQLite, for example 3.54.1. */
    public String version() {
        return version;
    }

    /** The one connection of a document that writes. */
    public Connection openWriter(Pages pages) {
        return open(vfs.pager().newFile(pages, false));
    }

    /** A connection whose file refuses writes with {@link ResultCode#READ_ONLY}. */
    public Connection openReader(Pages pages) {
        return open(vfs.pager().newFile(pages, true));
    }

    /**
     * Gives a database pages of our size, and no {@code auto_vacuum}, by SQLite's {@code VACUUM}.
     *
     * @param pages the bytes of its file, which need not be whole pages of ours; left as they are
     *     where this fails
     * @throws SqlException where SQLite cannot read it
     */
    public void convert(Pages pages) {
        Connection connection = open(new AnySizeFile(pages));
        try {
            connection.execute("PRAGMA page_size=" + Page.BYTES);
            connection.execute("PRAGMA auto_vacuum=NONE");
            connection.execute("VACUUM");
        } finally {
            connection.close();
        }
    }

    /**
     * Where the clock, and the random functions of writers, come from until the next call; null for
     * the real ones.
     */
    public void pin(ExecutionContext context) {
        vfs.pin(context);
    }

    /** Limits what connections that are opened from here on may use. */
    public void limitTo(SqliteLimits next) {
        limits = next;
    }

    SqliteLimits limits() {
        return limits;
    }

    /** From here on time limits hold, measured by this stopwatch. */
    public void limitBy(Stopwatch measure) {
        stopwatch = measure;
    }

    /**
     * Runs {@code work}, and ends its statements once the time is over, or it was aborted. What was
     * ended fails as a whole, also where it went on after a statement was ended.
     *
     * @throws sqlsync.SqlSyncException {@code timeout} or {@code aborted}
     */
    public <T> T within(TimeLimit limit, Supplier<T> work) {
        if (stopwatch == null || (limit.millisMax() <= 0 && limit.aborted() == null)) {
            return work.get();
        }
        double before = deadline;
        BooleanSupplier abortedBefore = aborted;
        double now = stopwatch.millis();
        if (limit.millisMax() > 0) {
            deadline = Math.min(before, now + limit.millisMax());
        }
        aborted = limit.aborted();
        nextLook = now + LOOK_MILLIS;
        try {
            T result = work.get();
            checkTime(limit);
            return result;
        } catch (SqliteTrapException trap) {
            throw trap;
        } catch (RuntimeException failure) {
            checkTime(limit);
            throw failure;
        } finally {
            deadline = before;
            aborted = abortedBefore;
            isAborted = false;
            stopped = false;
            stopwatchFailure = null;
        }
    }

    private void checkTime(TimeLimit limit) {
        if (stopwatchFailure != null) {
            throw new IllegalStateException("The time cannot be told.", stopwatchFailure);
        }
        if (stopped) {
            throw limit.ended(isAborted);
        }
    }

    /**
     * Called by SQLite, between the steps of a statement. Nothing may be thrown through it; where
     * nobody can say what time it is, no statement goes on for ever.
     */
    private int stops() {
        try {
            if (stopwatch == null) {
                return 0;
            }
            double now = stopwatch.millis();
            if (now < deadline && !looksAborted(now)) {
                return 0;
            }
            stopped = true;
        } catch (Throwable broken) {
            stopwatchFailure = broken;
        }
        return 1;
    }

    /** Looks now and then only: it may take a millisecond. */
    private boolean looksAborted(double now) {
        if (aborted == null || now < nextLook) {
            return false;
        }
        isAborted = aborted.getAsBoolean();
        nextLook = stopwatch.millis() + LOOK_MILLIS;
        return isAborted;
    }

    /**
     * Gives the module up, after it trapped or because it is not needed: open transactions are
     * taken back from the pages, and nothing reads them any more. Its connections are not to be
     * used again.
     */
    public void discard() {
        vfs.pager().discard();
    }

    private Connection open(PagerFile file) {
        int out = wasm.malloc(4);
        vfs.expect(file);
        int result = wasm.open(scratch.terminated(PagerVfs.FILE_NAME), out);
        vfs.expect(null);
        int address = wasm.getInt(out);
        wasm.free(out);
        if (result != ResultCode.OK) {
            wasm.closeV2(address);
            throw new SqlException(result, "SQLite did not open the pages");
        }
        Connection connection = new Connection(this, address, file);
        try {
            fields.set(address, file.readOnly ? limits.resultBytesMax() : SqliteLimits.BYTES_MAX);
            connection.configure();
        } catch (SqlException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    SqliteWasm wasm() {
        return wasm;
    }

    Scratch scratch() {
        return scratch;
    }

    Pager pager() {
        return vfs.pager();
    }

    ConnectionFields fields() {
        return fields;
    }

    RandomFunctions randomFunctions() {
        return randomFunctions;
    }

    ParameterCells cells() {
        return cells;
    }

    void tested(String sqliteVersion, ParameterCells parameterCells) {
        version = sqliteVersion;
        cells = parameterCells;
    }
}
