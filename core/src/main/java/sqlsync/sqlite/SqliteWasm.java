package sqlsync.sqlite;

/**
 * The seam to one instance of SQLite in WebAssembly: its memory, the C functions that sql.js
 * exports, and a function table that ours can be added to. Addresses are bytes in the module's
 * memory; 0 is C's null.
 *
 * <p>A call that traps throws {@link SqliteTrapException}, and so does every call after it. Strings
 * are UTF-8 in memory. Addresses are not checked beyond what keeps the instance's own memory.
 */
public interface SqliteWasm {
    // Memory.

    int memoryBytes();

    int getByte(int address);

    int getInt(int address);

    void putInt(int address, int value);

    /** Copies out of the module's memory. */
    void read(int address, byte[] to, int offset, int length);

    /** Copies into the module's memory. */
    void write(int address, byte[] from, int offset, int length);

    void fill(int address, int length, int value);

    /** Decodes {@code length} bytes. */
    String readText(int address, int length);

    /**
     * Encodes {@code text} without a terminator.
     *
     * @param address where there is room for three bytes a char
     * @return bytes written
     */
    int writeText(int address, String text);

    int malloc(int bytes);

    void free(int address);

    // Functions of ours: each answers an index in the module's function table, or throws
    // IncompatibleSqliteException where the module has no such signature.

    int addFunction(WasmFunctions.One function);

    int addFunction(WasmFunctions.Two function);

    int addFunction(WasmFunctions.Three function);

    int addFunction(WasmFunctions.Four function);

    int addFunction(WasmFunctions.Five function);

    int addResize(WasmFunctions.Resize function);

    int addTransfer(WasmFunctions.Transfer function);

    int addScalar(WasmFunctions.Scalar function);

    // The C functions, as SQLite's manual has them.

    int open(int name, int connectionOut);

    int closeV2(int connection);

    int exec(int connection, int sql);

    int errmsg(int connection);

    int changes(int connection);

    int prepareV2(int connection, int sql, int length, int statementOut, int tailOut);

    int step(int statement);

    int reset(int statement);

    int finalizeStatement(int statement);

    int clearBindings(int statement);

    int bindInt(int statement, int index, int value);

    int bindDouble(int statement, int index, double value);

    /** The bytes are copied by SQLite (SQLITE_TRANSIENT). */
    int bindText(int statement, int index, int text, int length);

    /** The bytes are copied by SQLite; address 0 binds NULL. */
    int bindBlob(int statement, int index, int blob, int length);

    int columnCount(int statement);

    int columnName(int statement, int column);

    int columnType(int statement, int column);

    int columnBytes(int statement, int column);

    int columnText(int statement, int column);

    int columnBlob(int statement, int column);

    double columnDouble(int statement, int column);

    int createFunctionV2(int connection, int name, int arguments, int encoding, int scalar);

    int valueInt(int value);

    void resultInt64(int context, int low, int high);

    /** The bytes are copied by SQLite. */
    void resultBlob(int context, int blob, int length);

    void resultError(int context, int message, int length);
}
