package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Every statement that simulated applications and their checkers use. The family is small and
 * closed, so that a model of SQLite can understand all of it.
 */
final class WorkloadSql {
    /** A row for each call that took effect: the order of the rows is that of the calls. */
    static final String CREATE_DONE =
            "CREATE TABLE done (n INTEGER PRIMARY KEY, m TEXT NOT NULL, version INTEGER NOT NULL,"
                    + " chance REAL NOT NULL)";

    static final String INSERT_DONE = "INSERT INTO done VALUES (NULL, ?, ?, ?)";
    static final String SELECT_DONE = "SELECT m, version FROM done ORDER BY n";
    static final String SELECT_SCHEMA =
            "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
    static final String INTEGRITY = "PRAGMA integrity_check";
    static final String USER_VERSION = "PRAGMA user_version";

    private WorkloadSql() {}

    /** What takes a database from one version to the next: several statements. */
    static String migration(Schema schema, int from) {
        int version = from + 1;
        List<String> steps = new ArrayList<>();
        if (from == 0) {
            steps.add(CREATE_DONE);
        }
        for (Schema.Table table : schema.tables(version)) {
            if (table.since() == version) {
                steps.add(create(table, version));
            }
            for (Schema.Column column : table.columns(version)) {
                if (column.since() == version && table.since() < version) {
                    steps.add("ALTER TABLE " + table.name() + " ADD COLUMN " + definition(column));
                }
                if (column.indexed() == version) {
                    steps.add(
                            "CREATE INDEX i_"
                                    + table.name()
                                    + "_"
                                    + column.name()
                                    + " ON "
                                    + table.name()
                                    + " ("
                                    + column.name()
                                    + ")");
                }
            }
        }
        return String.join("; ", steps);
    }

    private static String create(Schema.Table table, int version) {
        StringJoiner columns = new StringJoiner(", ", "(k INTEGER PRIMARY KEY, ", ")");
        table.columns(version).forEach(column -> columns.add(definition(column)));
        return "CREATE TABLE " + table.name() + " " + columns;
    }

    private static String definition(Schema.Column column) {
        return column.name()
                + (column.text() ? " TEXT" : " INTEGER")
                + " DEFAULT "
                + (column.text() ? "'" + column.preset() + "'" : column.preset());
    }

    /**
     * @param how {@code INSERT}, {@code INSERT OR REPLACE} or {@code INSERT OR ROLLBACK}
     */
    static String insert(String how, Schema.Table table, int version) {
        StringJoiner names = new StringJoiner(", ", "(k, ", ")");
        StringJoiner values = new StringJoiner(", ", "(?, ", ")");
        for (Schema.Column column : table.columns(version)) {
            names.add(column.name());
            values.add("?");
        }
        return how + " INTO " + table.name() + " " + names + " VALUES " + values;
    }

    static String update(Schema.Table table, Schema.Column column) {
        return "UPDATE " + table.name() + " SET " + column.name() + " = ? WHERE k = ?";
    }

    static String delete(Schema.Table table) {
        return "DELETE FROM " + table.name() + " WHERE k = ?";
    }

    static String selectOne(Schema.Table table, int version) {
        return "SELECT " + names(table, version, "") + " FROM " + table.name() + " WHERE k = ?";
    }

    static String selectAll(Schema.Table table, int version) {
        return "SELECT " + names(table, version, "k, ") + " FROM " + table.name() + " ORDER BY k";
    }

    private static String names(Schema.Table table, int version, String first) {
        StringJoiner names = new StringJoiner(", ", first, "");
        table.columns(version).forEach(column -> names.add(column.name()));
        return names.toString();
    }
}
