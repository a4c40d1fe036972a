package sqlsync.application;

/**
 * A statement of a mutation that did not run: SQLite refused it, its parameters do not fit, or it
 * is one that mutations may not use. A mutation may catch it and go on; what the statement did is
 * undone.
 */
public final class StatementFailedException extends RuntimeException {
    public StatementFailedException(String message) {
        super(message);
    }
}
