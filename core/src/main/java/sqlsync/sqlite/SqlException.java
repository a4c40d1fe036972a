package sqlsync.sqlite;

/** SQLite refused a statement. {@link #resultCode} is one of {@link ResultCode}. */
public final class SqlException extends RuntimeException {
    private final int resultCode;

    public SqlException(int resultCode, String message) {
        super(message);
        this.resultCode = resultCode;
    }

    public int resultCode() {
        return resultCode;
    }
}
