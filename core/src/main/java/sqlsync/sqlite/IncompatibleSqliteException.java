package sqlsync.sqlite;

/** The SQLite module is not one that this library can run on; the message says how it shows. */
public final class IncompatibleSqliteException extends RuntimeException {
    private final String version;

    /**
     * @param version of SQLite as far as the module could say, else "unknown"
     */
    public IncompatibleSqliteException(String version, String message) {
        super(message);
        this.version = version;
    }

    public String version() {
        return version;
    }
}
