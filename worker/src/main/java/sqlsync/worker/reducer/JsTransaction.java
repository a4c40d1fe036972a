package sqlsync.worker.reducer;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Transaction;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.JsParameters;
import sqlsync.worker.sqlite.RowReader;

/** The {@code tx} of one mutation or migration. The reducer can catch what Java throws here. */
final class JsTransaction {
    private final Transaction transaction;

    @JSFunctor
    private interface Run extends JSObject {
        int run(String sql, JSObject params);
    }

    @JSFunctor
    private interface Rows extends JSObject {
        JSArray<JSObject> rows(String sql, JSObject params, double rowsMax, boolean arrays);
    }

    @JSFunctor
    private interface ResultCode extends JSObject {
        int get();
    }

    @JSFunctor
    interface Random extends JSObject {
        double next();
    }

    @JSFunctor
    private interface Text extends JSObject {
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
                transaction::takeFailed,
                transaction::resultCode,
                random(),
                this::uuid,
                context.timestampMillis(),
                context.mutationId(),
                context.user(),
                context.claims());
    }

    /** The dice of this mutation, for {@code Math.random}. */
    Random random() {
        return transaction.context()::random;
    }

    private int run(String sql, JSObject params) {
        return transaction.run(sql, statement -> JsParameters.bind(statement, params));
    }

    private JSArray<JSObject> rows(String sql, JSObject params, double rowsMax, boolean arrays) {
        JSArray<JSObject> rows = new JSArray<>();
        RowReader[] reader = new RowReader[1];
        transaction.query(
                sql,
                statement -> {
                    JsParameters.bind(statement, params);
                    reader[0] = new RowReader(statement, IntegerMode.AUTO);
                    if (!arrays) {
                        reader[0].requireDistinctNames("");
                    }
                },
                statement -> rows.push(arrays ? reader[0].array() : reader[0].object()) < rowsMax);
        return rows;
    }

    private String uuid() {
        return transaction.context().uuid();
    }

    @JSBody(
            params = {
                "run",
                "rows",
                "failed",
                "resultCode",
                "random",
                "uuid",
                "timestamp",
                "mutationId",
                "user",
                "claims"
            },
            script =
                    "return new transactions.Transaction("
                            + "{ run: run, rows: rows, failed: failed, resultCode: resultCode, random: random, uuid: uuid },"
                            + " timestamp, mutationId, user, claims);",
            imports = @JSBodyImport(alias = "transactions", fromModule = "#shared/transaction.js"))
    private static native JSObject create(
            Run run,
            Rows rows,
            Text failed,
            ResultCode resultCode,
            Random random,
            Text uuid,
            double timestamp,
            String mutationId,
            String user,
            String claims);
}
