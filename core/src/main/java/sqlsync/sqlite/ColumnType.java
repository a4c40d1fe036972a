package sqlsync.sqlite;

/** What {@link Statement#columnType} answers: SQLite's five storage classes. */
public final class ColumnType {
    public static final int INTEGER = 1;
    public static final int REAL = 2;
    public static final int TEXT = 3;
    public static final int BLOB = 4;
    public static final int NULL = 5;

    private ColumnType() {}
}
