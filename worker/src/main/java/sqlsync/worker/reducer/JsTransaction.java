package sqlsync.worker.reducer;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Transaction;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.ParameterBinder;
import sqlsync.worker.sqlite.RowReader;

/** The {@code tx} of one mutation or migration. What Java throws here, the reducer can catch. */
final class JsTransaction {
    private final Transaction transaction;

    @JSFunctor
    private interface Run extends JSObject {
        int run(String sql, JSObject params);
    }

    @JSFunctor
    private interface Rows extends JSObject {
        JSArray<JSObject> rows(String sql, JSObject params, double rowsMax);
    }

    @JSFunctor
    interface Random extends JSObject {
        double next();
    }

    @JSFunctor
    private interface Uuid extends JSObject {
        String next();
    }

    JsTransaction(Transaction transaction) {
        this.transaction = transaction;
    }

    /** An instance of the class in {@code transaction.js}. */
    JSObject object() {
        MutationContext context = transaction.context();
        return create(
                this::run,
                this::rows,
                random(),
                this::uuid,
                context.timestampMillis(),
                context.mutationId(),
                context.user());
    }

    /** The dice of this mutation, for {@code Math.random}. */
    Random random() {
        return transaction.context()::random;
    }

    private int run(String sql, JSObject params) {
        return transaction.run(sql, statement -> ParameterBinder.bind(statement, params));
    }

    private JSArray<JSObject> rows(String sql, JSObject params, double rowsMax) {
        JSArray<JSObject> rows = new JSArray<>();
        RowReader[] reader = new RowReader[1];
        transaction.query(
                sql,
                statement -> {
                    ParameterBinder.bind(statement, params);
                    reader[0] = new RowReader(statement, IntegerMode.AUTO);
                    requireDistinct(reader[0].names());
                },
                statement -> rows.push(reader[0].object()) < rowsMax);
        return rows;
    }

    private static void requireDistinct(JSArray<JSString> names) {
        for (int i = 1; i < names.getLength(); i++) {
            String name = names.get(i).stringValue();
            for (int k = 0; k < i; k++) {
                if (names.get(k).stringValue().equals(name)) {
                    throw new SqlSyncException(
                            ErrorCode.SQL_ERROR,
                            "Two columns of the result are called \""
                                    + name
                                    + "\"; give one another name with AS.");
                }
            }
        }
    }

    private String uuid() {
        return transaction.context().uuid();
    }

    @JSBody(
            params = {"run", "rows", "random", "uuid", "timestamp", "mutationId", "user"},
            script =
                    "return new transactions.Transaction("
                            + "{ run: run, rows: rows, random: random, uuid: uuid },"
                            + " timestamp, mutationId, user);",
            imports = @JSBodyImport(alias = "transactions", fromModule = "./transaction.js"))
    private static native JSObject create(
            Run run,
            Rows rows,
            Random random,
            Uuid uuid,
            double timestamp,
            String mutationId,
            String user);
}
