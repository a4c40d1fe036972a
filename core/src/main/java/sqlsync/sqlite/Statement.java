package sqlsync.sqlite;

import sqlsync.codec.Surrogates;

/**
 * A prepared statement. Parameters count from 1, columns from 0. Between {@link Connection#prepare}
 * and {@link #close} it belongs to the caller; after that to the connection's cache.
 */
public final class Statement implements AutoCloseable {
    /** Beyond this a double does not tell integers apart. */
    private static final double SAFE_INTEGER_MAX = 9007199254740991.0;

    private final Connection connection;
    private final SqliteWasm wasm;
    private final String sql;
    private int address;
    private StatementGate passed;
    private SqlVerb verb;
    private ParameterNames parameters;
    private boolean cached = true;
    private boolean inUse = true;
    private boolean bound;
    private boolean running;

    Statement(Connection connection, int address, String sql, StatementGate passed) {
        this.connection = connection;
        this.wasm = connection.sqlite().wasm();
        this.address = address;
        this.sql = sql;
        this.passed = passed;
    }

    /** The text of this one statement. */
    public String sql() {
        return sql;
    }

    public int parameterCount() {
        return parameters().count();
    }

    /** The name with its prefix, or null for {@code ?}; {@code ?5} has the name "?5". */
    public String parameterName(int index) {
        if (index < 1 || index > parameterCount()) {
            throw new IllegalArgumentException("parameter " + index + " of " + parameterCount());
        }
        return parameters().name(index);
    }

    /**
     * The index of a parameter that is written {@code :name}, {@code @name} or {@code $name}.
     *
     * @param name with or without the prefix
     * @return 0 for none
     */
    public int parameterIndex(String name) {
        return parameters().index(name);
    }

    public void bindNull(int index) {
        binding(wasm.bindBlob(open(), index, 0, 0));
    }

    public void bindInt(int index, int value) {
        binding(wasm.bindInt(open(), index, value));
    }

    public void bindLong(int index, long value) {
        if (value == (int) value) {
            bindInt(index, (int) value);
        } else {
            bindLong(index, (int) value, (int) (value >>> 32));
        }
    }

    /** Binds the 64-bit integer {@code high * 2^32 + low}, where {@code low} is unsigned. */
    public void bindLong(int index, int low, int high) {
        binding(connection.sqlite().cells().bind(open(), index, low, high));
    }

    public void bindDouble(int index, double value) {
        binding(wasm.bindDouble(open(), index, value));
    }

    /** Binds a text; surrogates must come in pairs. */
    public void bindText(int index, String value) {
        if (!Surrogates.arePaired(value)) {
            throw new SqlException(ResultCode.MISUSE, "a text has half a surrogate pair");
        }
        int at = connection.sqlite().scratch().roomForText(value);
        binding(wasm.bindText(open(), index, at, wasm.writeText(at, value)));
    }

    public void bindBlob(int index, byte[] value) {
        int at = connection.sqlite().scratch().room(value.length);
        wasm.write(at, value, 0, value.length);
        binding(wasm.bindBlob(open(), index, at, value.length));
    }

    /**
     * Binds {@code length} bytes that the caller wrote to {@link #room}, as a text or a blob. For
     * those who can write to the module's memory themselves.
     */
    public void bindRoom(int index, int length, boolean text) {
        int at = connection.sqlite().scratch().current();
        binding(
                text
                        ? wasm.bindText(open(), index, at, length)
                        : wasm.bindBlob(open(), index, at, length));
    }

    /** Address of {@code bytes} bytes in the module's memory, until the next call on it. */
    public int room(int bytes) {
        return connection.sqlite().scratch().room(bytes);
    }

    /** Goes to the next row. False when there is none. A failed statement has been reset. */
    public boolean step() {
        if (!running) {
            connection.refresh();
            running = true;
        }
        int result = wasm.step(open());
        if (result == ResultCode.ROW) {
            return true;
        }
        if (result == ResultCode.DONE) {
            return false;
        }
        SqlException failure = connection.failure(result);
        reset();
        throw failure;
    }

    /** Back to the beginning; bindings stay. */
    public void reset() {
        if (running) {
            running = false;
            wasm.reset(open());
        }
    }

    /** Rows that this statement, run to its end, inserted, updated or deleted; 0 for others. */
    public int changes() {
        if (verb == null) {
            verb = SqlVerb.of(sql, 0);
        }
        return verb.changesRows() ? connection.changes() : 0;
    }

    public int columnCount() {
        return wasm.columnCount(open());
    }

    public String columnName(int column) {
        return CText.read(wasm, wasm.columnName(open(), column));
    }

    /** One of {@link ColumnType}; to be asked before the value is taken. */
    public int columnType(int column) {
        return wasm.columnType(open(), column);
    }

    public long columnLong(int column) {
        double value = wasm.columnDouble(open(), column);
        if (Math.abs(value) <= SAFE_INTEGER_MAX) {
            return (long) value;
        }
        return Long.parseLong(columnText(column));
    }

    public double columnDouble(int column) {
        return wasm.columnDouble(open(), column);
    }

    /** Null for NULL. */
    public String columnText(int column) {
        int at = columnTextAddress(column);
        return at == 0 ? null : wasm.readText(at, columnBytes(column));
    }

    /** Null for NULL. */
    public byte[] columnBlob(int column) {
        if (columnType(column) == ColumnType.NULL) {
            return null;
        }
        int at = columnBlobAddress(column);
        byte[] blob = new byte[columnBytes(column)];
        wasm.read(at, blob, 0, blob.length);
        return blob;
    }

    /** Where the text begins in the module's memory, until the next step; 0 for NULL. */
    public int columnTextAddress(int column) {
        return wasm.columnText(open(), column);
    }

    /** Where the blob begins in the module's memory, until the next step; 0 for an empty one. */
    public int columnBlobAddress(int column) {
        return wasm.columnBlob(open(), column);
    }

    /** How many bytes the text or blob has whose address was taken before. */
    public int columnBytes(int column) {
        return wasm.columnBytes(open(), column);
    }

    /** Resets the statement, clears its bindings, and gives it back. */
    @Override
    public void close() {
        if (!inUse || address == 0) {
            return;
        }
        reset();
        if (!cached) {
            connection.end(this);
            return;
        }
        if (bound) {
            bound = false;
            wasm.clearBindings(address);
        }
        inUse = false;
    }

    /** The {@code sqlite3_stmt} in the module's memory, for those who read rows from there. */
    public int address() {
        return open();
    }

    /** The module that this statement lives in. */
    public SqliteWasm wasm() {
        return wasm;
    }

    boolean inUse() {
        return inUse;
    }

    void take() {
        inUse = true;
    }

    void endWhenClosed() {
        cached = false;
    }

    /** Finalizes it; it is of no use after that. */
    void end() {
        if (address != 0) {
            wasm.finalizeStatement(address);
            address = 0;
        }
    }

    /** Passes a gate, unless this statement did before. */
    void pass(StatementGate gate) {
        if (gate != null && gate != passed) {
            gate.check(sql, 0);
            passed = gate;
        }
    }

    private int open() {
        if (address == 0) {
            throw new IllegalStateException("the statement has ended");
        }
        return address;
    }

    private void binding(int result) {
        bound = true;
        connection.check(result);
    }

    private ParameterNames parameters() {
        if (parameters == null) {
            parameters = new ParameterNames(sql);
        }
        return parameters;
    }
}
