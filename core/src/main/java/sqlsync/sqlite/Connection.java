package sqlsync.sqlite;

/** A connection to one document's pages. Fails with {@link SqlException} unless said otherwise. */
public final class Connection {
    Connection() {}

    /** Prepares exactly one statement, or takes it from the cache. Close it after use. */
    public Statement prepare(String sql) {
        return prepare(sql, null);
    }

    /**
     * As {@link #prepare(String)}, through a gate. A cached statement passes a gate once.
     *
     * @throws sqlsync.SqlSyncException what the gate refuses
     */
    public Statement prepare(String sql, StatementGate gate) {
        throw new UnsupportedOperationException();
    }

    /**
     * Prepares the statement that begins at {@code fromChar} of a script.
     *
     * @param gate null for none
     */
    public PreparedTail prepareNext(String sql, int fromChar, StatementGate gate) {
        throw new UnsupportedOperationException();
    }

    /** Runs a script without parameters and forgets its rows. Not gated. */
    public void execute(String sql) {
        throw new UnsupportedOperationException();
    }

    /** Begins a write transaction. */
    public void begin() {
        throw new UnsupportedOperationException();
    }

    /** Commits; if that fails, rolls back and throws. */
    public void commit() {
        throw new UnsupportedOperationException();
    }

    /** Rolls back; does nothing when no transaction is open any more. */
    public void rollback() {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether the transaction that {@link #begin} opened is still there. {@code INSERT OR ROLLBACK}
     * and {@code RAISE(ROLLBACK)} end it from within.
     */
    public boolean inTransaction() {
        throw new UnsupportedOperationException();
    }

    /** Ends the connection and all its statements. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
