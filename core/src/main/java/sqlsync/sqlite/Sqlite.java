package sqlsync.sqlite;

import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.storage.Pages;

/** One SQLite module with our pager beneath it. It serves the databases of all documents. */
public final class Sqlite {
    private final SqliteWasm wasm;
    private final PagerVfs vfs;
    private final Scratch scratch;
    private final RandomFunctions randomFunctions;
    private ParameterCells cells;
    private String version = "unknown";

    private Sqlite(SqliteWasm wasm, Clock clock, Randomness randomness) {
        this.wasm = wasm;
        scratch = new Scratch(wasm);
        vfs = new PagerVfs(wasm, findVfs(), clock, randomness);
        randomFunctions = new RandomFunctions(wasm, vfs, randomness);
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
        return open(pages, false);
    }

    /** A connection whose file refuses writes with {@link ResultCode#READ_ONLY}. */
    public Connection openReader(Pages pages) {
        return open(pages, true);
    }

    /**
     * Where the clock, and the random functions of writers, come from until the next call; null for
     * the real ones.
     */
    public void pin(ExecutionContext context) {
        vfs.pin(context);
    }

    /**
     * Gives the module up, after it trapped or because it is not needed: open transactions are
     * taken back from the pages, and nothing reads them any more. Its connections are not to be
     * used again.
     */
    public void discard() {
        vfs.pager().discard();
    }

    private Connection open(Pages pages, boolean readOnly) {
        PagerFile file = vfs.pager().newFile(pages, readOnly);
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
