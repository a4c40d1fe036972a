package sqlsync.simulation.engine;

/**
 * A statement that this engine does not know. It is no exception of SQL: a reducer's failure is a
 * rejected mutation, and a gap of the engine must not pass for one.
 */
@SuppressWarnings("serial")
public final class UnknownSqlError extends Error {
    UnknownSqlError(String what, String sql) {
        super("The model engine does not know " + what + " in: " + sql);
    }
}
