package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;

/** What a document holds, as text. */
final class Contents {
    private Contents() {}

    /** The columns of all rows, with a space between, a row each. */
    static List<String> rows(Connection connection, String sql) {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.prepare(sql)) {
            int columns = statement.columnCount();
            StringBuilder row = new StringBuilder();
            while (statement.step()) {
                row.setLength(0);
                for (int i = 0; i < columns; i++) {
                    row.append(i == 0 ? "" : " ").append(statement.columnText(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** The version of the schema; 0 of a database that is empty. */
    static int version(Connection connection) {
        return Integer.parseInt(rows(connection, WorkloadSql.USER_VERSION).get(0));
    }

    /** Every row of every table, and the schema. */
    static String dump(Connection connection, Schema schema) {
        StringBuilder text = new StringBuilder();
        for (String row : rows(connection, WorkloadSql.SELECT_SCHEMA)) {
            text.append(row).append('\n');
        }
        int version = version(connection);
        if (version == 0) {
            return text.toString();
        }
        rows(connection, WorkloadSql.SELECT_DONE).forEach(row -> text.append(row).append('\n'));
        for (Schema.Table table : schema.tables(version)) {
            for (String row : rows(connection, WorkloadSql.selectAll(table, version))) {
                text.append(table.name()).append(' ').append(row).append('\n');
            }
        }
        return text.toString();
    }
}
