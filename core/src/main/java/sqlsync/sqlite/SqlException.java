package sqlsync.sqlite;

/** SQLite refused a statement. */
public final class SqlException extends RuntimeException {
    private final int resultCode;

    /**
     * @param resultCode one of {@link ResultCode}, or an extended one
     */
    public SqlException(int resultCode, String message) {
        super(message);
        this.resultCode = resultCode;
    }

    /** One of {@link ResultCode}. */
    public int resultCode() {
        return resultCode & 0xFF;
    }

    /** As SQLite has it, for example 2067 for a UNIQUE constraint. */
    public int extendedResultCode() {
        return resultCode;
    }
}
