package sqlsync.application;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.ColumnNames;
import sqlsync.sqlite.ColumnType;
import sqlsync.sqlite.ParameterBinder;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;

/**
 * A {@link Tx} on the engine's own transaction, for the JVM. What a mutation must not survive is
 * kept, whatever the mutation makes of the exception: the end of SQLite, and a rejection.
 */
final class EngineTx implements Tx {
    private final Transaction transaction;
    private SqliteTrapException trap;
    private MutationRejectedException rejection;
    private boolean over;

    EngineTx(Transaction transaction) {
        this.transaction = transaction;
    }

    /** Throws what the mutation must not survive. */
    void checkEnding() {
        if (trap != null) {
            throw trap;
        }
        if (rejection != null) {
            throw rejection;
        }
    }

    /** From here on every call fails. */
    void end() {
        over = true;
    }

    @Override
    public int run(String sql, Params params) {
        return guarded(() -> transaction.run(sql, statement -> bind(statement, params)));
    }

    @Override
    public List<Value> all(String sql, Params params) {
        return rows(sql, params, Integer.MAX_VALUE);
    }

    @Override
    public Value get(String sql, Params params) {
        List<Value> rows = rows(sql, params, 1);
        return rows.isEmpty() ? Value.UNDEFINED : rows.get(0);
    }

    private List<Value> rows(String sql, Params params, int rowsMax) {
        List<Value> rows = new ArrayList<>();
        guarded(
                () -> {
                    transaction.query(
                            sql,
                            statement -> {
                                bind(statement, params);
                                ColumnNames.distinct(statement);
                            },
                            statement -> {
                                rows.add(row(statement));
                                return rows.size() < rowsMax;
                            });
                    return null;
                });
        return rows;
    }

    private static void bind(Statement statement, Params params) {
        ParameterBinder.bind(statement, new ValueParameters(params.values()));
    }

    private static Value row(Statement statement) {
        Map<String, Value> row = new LinkedHashMap<>();
        for (int i = 0; i < statement.columnCount(); i++) {
            row.put(statement.columnName(i), column(statement, i));
        }
        return Value.of(row);
    }

    private static Value column(Statement statement, int column) {
        return switch (statement.columnType(column)) {
            case ColumnType.INTEGER -> Value.of(statement.columnLong(column));
            case ColumnType.REAL -> Value.number(statement.columnDouble(column));
            case ColumnType.TEXT -> Value.of(statement.columnText(column));
            case ColumnType.BLOB -> Value.of(statement.columnBlob(column));
            default -> Value.NULL;
        };
    }

    @Override
    public RuntimeException reject(String code, String message) {
        checkOpen();
        MutationRejectedException said =
                new MutationRejectedException(
                        String.valueOf(code),
                        message == null ? "The mutation was rejected: " + code + "." : message);
        if (rejection == null) {
            rejection = said;
        }
        throw said;
    }

    @Override
    public long timestamp() {
        return transaction.context().timestampMillis();
    }

    @Override
    public String mutationId() {
        return transaction.context().mutationId();
    }

    @Override
    public String user() {
        return transaction.context().user();
    }

    @Override
    public Value claims() {
        String claims = transaction.context().claims();
        return ValueDecoder.decode(claims == null ? "{}" : claims);
    }

    @Override
    public double random() {
        checkOpen();
        return transaction.context().random();
    }

    @Override
    public String uuid() {
        checkOpen();
        return transaction.context().uuid();
    }

    private <T> T guarded(Supplier<T> work) {
        checkOpen();
        if (trap != null) {
            throw trap;
        }
        try {
            return work.get();
        } catch (SqliteTrapException stopped) {
            trap = stopped;
            throw stopped;
        } catch (RuntimeException problem) {
            throw FailedStatement.of(problem, transaction);
        }
    }

    private void checkOpen() {
        if (over) {
            throw new IllegalStateException(
                    "The mutation is over: tx can be used only while it runs, and only synchronously.");
        }
    }
}
