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
            while (statement.step()) {
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < statement.columnCount(); i++) {
                    row.append(i == 0 ? "" : " ").append(statement.columnText(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** Every row of every table, and the schema. */
    static String dump(Connection connection) {
        StringBuilder text = new StringBuilder();
        List<String> tables =
                rows(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1");
        for (String row :
                rows(connection, "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2")) {
            text.append(row).append('\n');
        }
        for (String table : tables) {
            for (String row : rows(connection, "SELECT * FROM \"" + table + "\" ORDER BY 1")) {
                text.append(table).append(' ').append(row).append('\n');
            }
        }
        return text.toString();
    }
}
