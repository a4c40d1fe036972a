package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.browser.JsFields;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.StatementGate;

/** Runs queries of pages and lays their rows out in columns. */
final class Queries {
    private Queries() {}

    /** {@code query} has {@code sql} and perhaps {@code params}. */
    static JSObject run(Connection reader, JSObject query) {
        try (Statement statement =
                reader.prepare(JsFields.text(query, "sql"), StatementGate.QUERY)) {
            Values.bind(statement, JsFields.value(query, "params"));
            int width = statement.columnCount();
            JSArray<JSString> names = new JSArray<>();
            JSArray<JSArray<JSObject>> data = new JSArray<>();
            for (int c = 0; c < width; c++) {
                names.push(JSString.valueOf(statement.columnName(c)));
                data.push(new JSArray<>());
            }
            int rows = 0;
            while (statement.step()) {
                rows++;
                for (int c = 0; c < width; c++) {
                    data.get(c).push(Values.value(statement, c));
                }
            }
            return result(names, rows, data);
        }
    }

    @JSBody(
            params = {"columns", "rows", "data"},
            script = "return { columns: columns, rows: rows, data: data };")
    private static native JSObject result(
            JSArray<JSString> columns, int rows, JSArray<JSArray<JSObject>> data);
}
