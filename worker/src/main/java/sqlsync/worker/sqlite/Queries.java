package sqlsync.worker.sqlite;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsFields;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.sqlite.TimeLimit;

/** Runs queries of pages. Results are sent column by column. */
public final class Queries {
    private Queries() {}

    /**
     * Runs one query, for rows that are arrays.
     *
     * @param query has {@code sql} and perhaps {@code params}
     * @param millisMax how long it may run; 0 for no limit
     * @return {@code columns} (names), {@code rows} (how many), {@code data} (the values of each
     *     column)
     */
    public static JSObject arrays(
            Connection reader, JSObject query, IntegerMode integers, int millisMax) {
        return read(reader, query, integers, millisMax, false);
    }

    /** As {@link #arrays}, for rows that are objects. */
    public static JSObject rows(
            Connection reader, JSObject query, IntegerMode integers, int millisMax) {
        return read(reader, query, integers, millisMax, true);
    }

    /** How long what a message asks for may run; 0 for no limit. */
    public static int millisMax(JSObject message, int otherwise) {
        return (int) JsFields.number(message, "timeoutMs", otherwise);
    }

    private static JSObject read(
            Connection reader,
            JSObject query,
            IntegerMode integers,
            int millisMax,
            boolean objects) {
        return reader.within(
                TimeLimit.ofQuery(millisMax), () -> read(reader, query, integers, objects));
    }

    private static JSObject read(
            Connection reader, JSObject query, IntegerMode integers, boolean objects) {
        try (Statement statement =
                reader.prepare(JsFields.text(query, "sql"), StatementGate.QUERY)) {
            JSObject params = JsFields.value(query, "params");
            if (params == null && statement.parameterCount() > 0) {
                throw new SqlSyncException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The statement has parameters, and none were given: query(sql, { params:"
                                + " [1] }), or the `sql` tag, gives it its values.");
            }
            JsParameters.bind(statement, params);
            RowReader rows = new RowReader(statement, integers);
            JSArray<JSArray<JSObject>> columns = new JSArray<>();
            int count = rows.readAll(columns);
            if (objects) {
                rows.requireDistinctNames(", or use queryArrays()");
            }
            return result(rows.names(), count, columns);
        }
    }

    @JSBody(
            params = {"columns", "rows", "data"},
            script = "return { columns: columns, rows: rows, data: data };")
    private static native JSObject result(
            JSArray<JSString> columns, int rows, JSArray<JSArray<JSObject>> data);
}
