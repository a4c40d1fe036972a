package sqlsync.reducer;

import sqlsync.sqlite.Connection;
import sqlsync.sqlite.PreparedTail;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;

/**
 * What a mutation may do, inside one transaction. Every statement passes a gate, and after each one
 * it is checked that SQLite has not ended the transaction beneath us, as {@code INSERT OR ROLLBACK}
 * would.
 */
public final class Transaction {
    /** Gives a statement its parameters. */
    public interface Binder {
        void bind(Statement statement);
    }

    /** Reads the row that a statement stands on. */
    public interface RowReader {
        /**
         * @return whether another row is wanted
         */
        boolean row(Statement statement);
    }

    private final Connection connection;
    private final StatementGate gate;
    private final MutationContext context;
    private boolean ended;

    private String failed;
    private int resultCode;

    /**
     * @param connection with a transaction open
     * @param gate that every statement passes
     */
    public Transaction(Connection connection, StatementGate gate, MutationContext context) {
        this.connection = connection;
        this.gate = gate;
        this.context = context;
    }

    public MutationContext context() {
        return context;
    }

    /**
     * Runs one or more statements.
     *
     * @param first binds the parameters of the first; null where it has none
     * @return how many rows they inserted, updated or deleted
     */
    public int run(String sql, Binder first) {
        checkOpen();
        int changes = 0;
        int from = 0;
        int to = sql.length();
        try {
            do {
                PreparedTail prepared = connection.prepareNext(sql, from, gate);
                if (prepared.statement() == null) {
                    if (from == 0) {
                        throw new IllegalArgumentException("There is no statement.");
                    }
                    break;
                }
                to = prepared.next();
                changes += step(prepared.statement(), from == 0 ? first : null);
                from = to;
                to = sql.length();
            } while (from < to);
            return changes;
        } catch (RuntimeException failure) {
            throw noted(failure, sql.substring(from, to));
        }
    }

    private int step(Statement prepared, Binder binder) {
        try (Statement statement = prepared) {
            bind(statement, binder);
            boolean more = true;
            while (more) {
                more = statement.step();
            }
            checkIntact();
            return statement.changes();
        }
    }

    /** Runs exactly one statement and hands over its rows. */
    public void query(String sql, Binder binder, RowReader reader) {
        checkOpen();
        try (Statement statement = connection.prepare(sql, gate)) {
            bind(statement, binder);
            boolean wanted = true;
            while (wanted && statement.step()) {
                wanted = reader.row(statement);
            }
            checkIntact();
        } catch (RuntimeException failure) {
            throw noted(failure, sql);
        }
    }

    private RuntimeException noted(RuntimeException failure, String sql) {
        failed = sql;
        resultCode = failure instanceof SqlException refused ? refused.extendedResultCode() : 0;
        return failure;
    }

    /** The statement that failed last; null for none, and when it is asked for again. */
    public String takeFailed() {
        String taken = failed;
        failed = null;
        return taken;
    }

    /** SQLite's extended result code of the statement that failed last; 0 where it has none. */
    public int resultCode() {
        return resultCode;
    }

    private static void bind(Statement statement, Binder binder) {
        if (binder != null) {
            binder.bind(statement);
        } else if (statement.parameterCount() > 0) {
            throw new IllegalArgumentException(
                    "The statement has "
                            + statement.parameterCount()
                            + " parameters, and no value was given for them.");
        }
    }

    /** Fails if SQLite has rolled the transaction back by itself. */
    public void checkIntact() {
        if (!connection.inTransaction()) {
            throw new IllegalStateException(
                    "A statement rolled the whole transaction back (INSERT OR ROLLBACK, or RAISE(ROLLBACK))."
                            + " Use OR ABORT, RAISE(ABORT) or tx.reject() instead.");
        }
    }

    /** From here on every call fails: the mutation is over. */
    public void end() {
        ended = true;
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException(
                    "The mutation is over: tx can be used only while it runs, and only synchronously.");
        }
        checkIntact();
    }
}
