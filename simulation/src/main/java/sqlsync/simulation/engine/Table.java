package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/** A table's columns, from its text in the schema, and its root page. */
final class Table {
    record Column(String name, Affinity affinity, boolean notNull, Object initial) {}

    final String name;
    final int root;
    final List<Column> columns = new ArrayList<>();

    /** The column that is the key; -1 where keys have no name. */
    int key = -1;

    /** Where in the text a new column is to be put. */
    int columnsEnd;

    Table(String name, int root) {
        this.name = name;
        this.root = root;
    }

    /** Of its columns and no rows, as {@code sqlite_schema}. */
    static Table of(String name, String... columns) {
        Table table = new Table(name, 0);
        for (String each : columns) {
            Affinity affinity = each.equals("rootpage") ? Affinity.INTEGER : Affinity.TEXT;
            table.columns.add(new Column(each, affinity, false, null));
        }
        return table;
    }

    /** The index of a column; -1 for none. */
    int find(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }

    /** All columns' values; those that came after the row was written have their default. */
    Object[] values(long rowKey, byte[] row) {
        Object[] written = Row.decode(row);
        Object[] values = new Object[columns.size()];
        System.arraycopy(written, 0, values, 0, written.length);
        for (int i = written.length; i < values.length; i++) {
            values[i] = columns.get(i).initial();
        }
        if (key >= 0) {
            values[key] = rowKey;
        }
        return values;
    }

    /** What is written of a row: without the key. */
    byte[] row(Object[] values) {
        Object[] written = values.clone();
        if (key >= 0) {
            written[key] = null;
        }
        return Row.encode(written);
    }
}
