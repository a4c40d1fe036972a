package sqlsync.worker.sqlite;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.ColumnNames;
import sqlsync.sqlite.RowsSize;
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

    /**
     * An object has room for one of two columns of a name only.
     *
     * @param otherwise what else helps, for the message
     */
    public void requireDistinctNames(String otherwise) {
        String twice = nameOfTwo(names());
        if (twice != null) {
            throw ColumnNames.notDistinct(twice, otherwise);
        }
    }

    /** A name that two columns have; null for none. */
    @JSBody(
            params = "columns",
            script = "return patches.nameOfTwo(columns);",
            imports = @JSBodyImport(alias = "patches", fromModule = "#shared/row-patch.js"))
    private static native String nameOfTwo(JSArray<JSString> columns);

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
     * @throws SqlSyncException {@code too-large}
     */
    public int readAll(JSArray<JSArray<JSObject>> columns) {
        boolean more = statement.step();
        begun();
        for (int i = 0; i < names().getLength(); i++) {
            columns.push(new JSArray<>());
        }
        int address = statement.address();
        RowsSize size = new RowsSize();
        while (more) {
            size.add(rows.append(address, columns, integers));
            more = statement.step();
        }
        return size.rows();
    }

    /** The row that the statement stands on, as an object by column name. */
    public JSObject object() {
        if (!onRow) {
            begun();
        }
        return rows.object(statement.address(), names(), integers);
    }

    /** The row that the statement stands on, as an array in column order. */
    public JSObject array() {
        if (!onRow) {
            begun();
        }
        return rows.array(statement.address(), names().getLength(), integers);
    }
}
