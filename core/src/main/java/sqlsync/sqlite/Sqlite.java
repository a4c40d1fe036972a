package sqlsync.sqlite;

import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.storage.Pages;

/** One SQLite module with our pager beneath it. It serves the databases of all documents. */
public final class Sqlite {
    private Sqlite() {}

    /**
     * Puts the pager beneath the module and tests that SQLite works on it.
     *
     * @param clock what SQLite's clock says while nothing is pinned
     * @param randomness what SQLite's random functions use while nothing is pinned
     * @throws IncompatibleSqliteException if this is not a module that we know how to use
     */
    public static Sqlite install(SqliteWasm wasm, Clock clock, Randomness randomness) {
        throw new UnsupportedOperationException();
    }

    /** The version of SQLite, for example 3.54.1. */
    public String version() {
        throw new UnsupportedOperationException();
    }

    /** The one connection of a document that writes. */
    public Connection openWriter(Pages pages) {
        throw new UnsupportedOperationException();
    }

    /** A connection whose file refuses writes with {@link ResultCode#READ_ONLY}. */
    public Connection openReader(Pages pages) {
        throw new UnsupportedOperationException();
    }

    /**
     * Where the clock and the random functions of writers come from, until the next call; null for
     * the real ones.
     */
    public void pin(ExecutionContext context) {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives the module up, after it trapped or because it is not needed: open transactions are
     * taken back from the pages, and every connection of it fails from now on.
     */
    public void discard() {
        throw new UnsupportedOperationException();
    }
}
