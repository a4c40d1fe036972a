package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/**
 * The names of a result's columns. A row that is an object by name has room for one column of a
 * name.
 */
public final class ColumnNames {
    private ColumnNames() {}

    /** The names, for rows that are arrays. */
    public static String[] all(Statement statement) {
        String[] names = new String[statement.columnCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = statement.columnName(i);
        }
        return names;
    }

    /**
     * The names, for rows that are objects.
     *
     * @throws SqlSyncException {@code sql-error} where two are the same
     */
    public static String[] distinct(Statement statement) {
        String[] names = all(statement);
        for (int i = 0; i < names.length; i++) {
            for (int k = 0; k < i; k++) {
                if (names[k].equals(names[i])) {
                    throw notDistinct(names[i], "");
                }
            }
        }
        return names;
    }

    /**
     * The error for two columns of one name.
     *
     * @param otherwise what else helps, for the message
     */
    public static SqlSyncException notDistinct(String name, String otherwise) {
        return new SqlSyncException(
                ErrorCode.SQL_ERROR,
                "Two columns of the result are called \""
                        + name
                        + "\"; give one another name with AS"
                        + otherwise
                        + ".");
    }
}
