package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.browser.JsFields;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.ParameterBinder;
import sqlsync.worker.sqlite.RowReader;

/** Runs queries of pages and lays their rows out in columns. */
final class Queries {
    private Queries() {}

    /**
     * Runs one query.
     *
     * @param query has {@code sql} and perhaps {@code params}
     * @return {@code columns} (names), {@code rows} (how many), {@code data} (the values of each
     *     column)
     */
    static JSObject run(SharedDocument document, JSObject query, IntegerMode integers) {
        document.queried();
        return read(document.local().reader(), query, integers);
    }

    /** As {@link #run}, on a connection. */
    static JSObject read(Connection reader, JSObject query, IntegerMode integers) {
        try (Statement statement =
                reader.prepare(JsFields.text(query, "sql"), StatementGate.QUERY)) {
            ParameterBinder.bind(statement, JsFields.value(query, "params"));
            RowReader rows = new RowReader(statement, integers);
            JSArray<JSArray<JSObject>> columns = new JSArray<>();
            int count = rows.readAll(columns);
            return result(rows.names(), count, columns);
        }
    }

    @JSBody(
            params = {"columns", "rows", "data"},
            script = "return { columns: columns, rows: rows, data: data };")
    private static native JSObject result(
            JSArray<JSString> columns, int rows, JSArray<JSArray<JSObject>> data);
}
