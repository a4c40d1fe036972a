package sqlsync.sqlite;

/**
 * A prepared statement. Parameters count from 1, columns from 0. Between {@link Connection#prepare}
 * and {@link #close} it belongs to the caller; after that to the connection's cache.
 */
public final class Statement implements AutoCloseable {
    Statement() {}

    public int parameterCount() {
        throw new UnsupportedOperationException();
    }

    /** The name with its prefix, or null for {@code ?}; {@code ?5} has the name "?5". */
    public String parameterName(int index) {
        throw new UnsupportedOperationException();
    }

    /**
     * The index of a parameter that is written {@code :name}, {@code @name} or {@code $name}.
     *
     * @param name without the prefix
     * @return 0 for none
     */
    public int parameterIndex(String name) {
        throw new UnsupportedOperationException();
    }

    public void bindNull(int index) {
        throw new UnsupportedOperationException();
    }

    public void bindInt(int index, int value) {
        throw new UnsupportedOperationException();
    }

    public void bindLong(int index, long value) {
        throw new UnsupportedOperationException();
    }

    public void bindDouble(int index, double value) {
        throw new UnsupportedOperationException();
    }

    public void bindText(int index, String value) {
        throw new UnsupportedOperationException();
    }

    public void bindBlob(int index, byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** Goes to the next row. False when there is none. A failed statement has been reset. */
    public boolean step() {
        throw new UnsupportedOperationException();
    }

    /** Back to the beginning; bindings stay. */
    public void reset() {
        throw new UnsupportedOperationException();
    }

    /** Rows that this statement, run to its end, inserted, updated or deleted; 0 for others. */
    public int changes() {
        throw new UnsupportedOperationException();
    }

    public int columnCount() {
        throw new UnsupportedOperationException();
    }

    public String columnName(int column) {
        throw new UnsupportedOperationException();
    }

    /** One of {@link ColumnType}; to be asked before the value is taken. */
    public int columnType(int column) {
        throw new UnsupportedOperationException();
    }

    public long columnLong(int column) {
        throw new UnsupportedOperationException();
    }

    public double columnDouble(int column) {
        throw new UnsupportedOperationException();
    }

    public String columnText(int column) {
        throw new UnsupportedOperationException();
    }

    public byte[] columnBlob(int column) {
        throw new UnsupportedOperationException();
    }

    /** Resets the statement, clears its bindings, and gives it back. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
