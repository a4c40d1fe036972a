package sqlsync.coordinator.stored;

import java.util.ArrayList;
import java.util.List;
import sqlsync.coordinator.loop.SystemClock;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.jvm.JvmSqlite;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Pages;

/** What SQLite itself says of a database. */
public final class DatabaseCheck {
    private static final String SQL = "PRAGMA integrity_check(10)";

    private Sqlite sqlite;

    /** What is wrong, in sentences; empty for nothing. */
    public List<String> problems(Pages pages) {
        List<String> problems = new ArrayList<>();
        if (pages.pageCount() == 0) {
            return problems;
        }
        if (sqlite == null) {
            sqlite = Sqlite.install(new JvmSqlite(), new SystemClock(), new SystemRandomness());
        }
        try {
            Connection connection = sqlite.openReader(pages);
            try (Statement statement = connection.prepare(SQL)) {
                while (statement.step()) {
                    String line = statement.columnText(0);
                    if (!line.equals("ok")) {
                        problems.add("SQLite: " + line);
                    }
                }
            } finally {
                connection.close();
            }
        } catch (SqlException unreadable) {
            problems.add("SQLite: " + unreadable.getMessage());
        } catch (SqliteTrapException stopped) {
            sqlite = null;
            problems.add("SQLite stopped over it: " + stopped.getMessage());
        }
        return problems;
    }
}
