package sqlsync.sqlite;

/**
 * What may be run where. A mutation may not touch transactions, other databases, or settings that
 * the pages depend on; a query may only read.
 */
public enum StatementGate {
    /** Statements of a reducer's mutation. */
    MUTATION,
    /** Statements of a query. */
    QUERY,
    /** Statements of a migration: as {@link #MUTATION}. */
    MIGRATION;

    /**
     * Passes or refuses the statement that begins at {@code from}.
     *
     * @throws sqlsync.SqlSyncException {@code read-only} for a query that would write, {@code
     *     sql-error} for what is never allowed
     */
    public void check(String sql, int from) {
        throw new UnsupportedOperationException();
    }
}
