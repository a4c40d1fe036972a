package sqlsync.application;

/**
 * A statement of a mutation that did not run: SQLite refused it, its parameters do not fit, or it
 * is one that mutations may not use. A mutation may catch it and go on; what the statement did is
 * undone.
 */
public final class StatementFailedException extends RuntimeException {
    private final int resultCode;

    /**
     * @param resultCode as {@link #resultCode()} has it
     */
    public StatementFailedException(String message, int resultCode) {
        super(message);
        this.resultCode = resultCode;
    }

    /**
     * SQLite's extended result code, for example 2067 for a UNIQUE constraint; 0 where SQLite did
     * not refuse the statement, as for a value that cannot be bound.
     */
    public int resultCode() {
        return resultCode;
    }
}
