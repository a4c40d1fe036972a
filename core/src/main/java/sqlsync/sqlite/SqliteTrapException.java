package sqlsync.sqlite;

/**
 * The WebAssembly module trapped, and nothing in its memory can be trusted any more. Every later
 * call fails with this too. The owner calls {@link Sqlite#discard}, loads a new module, and opens
 * its connections again: the pages lost nothing but the open transaction.
 */
public final class SqliteTrapException extends RuntimeException {
    public SqliteTrapException(String message) {
        super(message);
    }

    public SqliteTrapException(String message, Throwable cause) {
        super(message, cause);
    }
}
