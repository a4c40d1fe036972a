package sqlsync.jvm;

import sqlsync.reactive.LiveResult;
import sqlsync.reactive.LiveRun;
import sqlsync.sqlite.ColumnType;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Statement;

/** What a query gave, or why it failed, as text that tells everything apart. */
public record WatchedRows(String text, boolean failed) implements LiveResult {
    public static LiveRun<WatchedRows> of(String sql) {
        return (reader, before) -> {
            WatchedRows now = read(reader, sql);
            return now.equals(before) ? before : now;
        };
    }

    public static WatchedRows read(Connection reader, String sql) {
        StringBuilder rows = new StringBuilder();
        try (Statement statement = reader.prepare(sql)) {
            while (statement.step()) {
                for (int i = 0; i < statement.columnCount(); i++) {
                    int type = statement.columnType(i);
                    rows.append(type).append(':');
                    if (type != ColumnType.NULL) {
                        rows.append(statement.columnText(i));
                    }
                    rows.append('|');
                }
                rows.append('\n');
            }
            return new WatchedRows(rows.toString(), false);
        } catch (SqlException refused) {
            return new WatchedRows(refused.getMessage(), true);
        }
    }
}
