package sqlsync.worker.sqlite;

import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.sqlite.Statement;

/**
 * The rows of a statement as JavaScript values: INTEGER as {@link IntegerMode} says, REAL a number,
 * TEXT a string, BLOB a {@code Uint8Array} of its own, NULL null.
 */
public final class RowReader {
    private final Statement statement;
    private final JsRows rows;
    private final int integers;
    private JSArray<JSString> names;
    private boolean onRow;

    public RowReader(Statement statement, IntegerMode integers) {
        this.statement = statement;
        this.rows = ((BrowserSqlite) statement.wasm()).module().getRows();
        this.integers = integers.ordinal();
    }

    /** The names of the columns. */
    public JSArray<JSString> names() {
        if (names == null) {
            names = new JSArray<>();
            int count = statement.columnCount();
            for (int i = 0; i < count; i++) {
                names.push(JSString.valueOf(statement.columnName(i)));
            }
        }
        return names;
    }

    /** A kept statement that is older than the schema gets other columns when it is run. */
    private void begun() {
        onRow = true;
        names = null;
    }

    /**
     * Steps through all rows that are left.
     *
     * @param columns gets an array of values for each column
     * @return how many rows there were
     */
    public int readAll(JSArray<JSArray<JSObject>> columns) {
        boolean more = statement.step();
        begun();
        for (int i = 0; i < names().getLength(); i++) {
            columns.push(new JSArray<>());
        }
        int address = statement.address();
        int count = 0;
        while (more) {
            rows.append(address, columns, integers);
            count++;
            more = statement.step();
        }
        return count;
    }

    /** The row that the statement stands on, as an object by column name. */
    public JSObject object() {
        if (!onRow) {
            begun();
        }
        return rows.object(statement.address(), names(), integers);
    }
}
