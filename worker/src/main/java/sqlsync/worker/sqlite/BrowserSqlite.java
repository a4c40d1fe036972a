package sqlsync.worker.sqlite;

import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.WasmFunctions;

/** Calls sql.js. A trap of WebAssembly becomes a {@link SqliteTrapException}. */
final class BrowserSqlite implements SqliteWasm {
    private final JsModule module;
    private final JsMemory memory;

    BrowserSqlite(JsModule module) {
        this.module = module;
        this.memory = module.getMemory();
        module.setOnTrap(
                message -> {
                    throw new SqliteTrapException(message);
                });
    }

    JsModule module() {
        return module;
    }

    @Override
    public int memoryBytes() {
        return memory.size();
    }

    @Override
    public int getByte(int address) {
        return memory.getByte(address);
    }

    @Override
    public int getInt(int address) {
        return memory.getInt(address);
    }

    @Override
    public void putInt(int address, int value) {
        memory.putInt(address, value);
    }

    @Override
    public void read(int address, byte[] to, int offset, int length) {
        memory.read(address, to, offset, length);
    }

    @Override
    public void write(int address, byte[] from, int offset, int length) {
        memory.write(address, from, offset, length);
    }

    @Override
    public void fill(int address, int length, int value) {
        memory.fill(address, length, value);
    }

    @Override
    public String readText(int address, int length) {
        return memory.readText(address, length);
    }

    @Override
    public int writeText(int address, String text) {
        return memory.writeText(address, text);
    }

    @Override
    public int malloc(int bytes) {
        return module.malloc(bytes);
    }

    @Override
    public void free(int address) {
        module.free(address);
    }

    @Override
    public int addFunction(WasmFunctions.One function) {
        return module.addFunction((JsModule.One) a -> function.call(a), "ii");
    }

    @Override
    public int addFunction(WasmFunctions.Two function) {
        return module.addFunction((JsModule.Two) (a, b) -> function.call(a, b), "iii");
    }

    @Override
    public int addFunction(WasmFunctions.Three function) {
        return module.addFunction((JsModule.Three) (a, b, c) -> function.call(a, b, c), "iiii");
    }

    @Override
    public int addFunction(WasmFunctions.Four function) {
        return module.addFunction(
                (JsModule.Four) (a, b, c, d) -> function.call(a, b, c, d), "iiiii");
    }

    @Override
    public int addFunction(WasmFunctions.Five function) {
        return module.addFunction(
                (JsModule.Five) (a, b, c, d, e) -> function.call(a, b, c, d, e), "iiiiii");
    }

    @Override
    public int addResize(WasmFunctions.Resize function) {
        return module.addResize((file, size) -> function.call(file, size));
    }

    @Override
    public int addTransfer(WasmFunctions.Transfer function) {
        return module.addTransfer(
                (file, buffer, count, offset) -> function.call(file, buffer, count, offset));
    }

    @Override
    public int addScalar(WasmFunctions.Scalar function) {
        return module.addScalar((a, b, c) -> function.call(a, b, c));
    }

    @Override
    public int open(int name, int connectionOut) {
        return module.open(name, connectionOut);
    }

    @Override
    public int closeV2(int connection) {
        return module.closeV2(connection);
    }

    @Override
    public int exec(int connection, int sql) {
        return module.exec(connection, sql);
    }

    @Override
    public int errmsg(int connection) {
        return module.errmsg(connection);
    }

    @Override
    public int changes(int connection) {
        return module.changes(connection);
    }

    @Override
    public int prepareV2(int connection, int sql, int length, int statementOut, int tailOut) {
        return module.prepareV2(connection, sql, length, statementOut, tailOut);
    }

    @Override
    public int step(int statement) {
        return module.step(statement);
    }

    @Override
    public int reset(int statement) {
        return module.reset(statement);
    }

    @Override
    public int finalizeStatement(int statement) {
        return module.finalizeStatement(statement);
    }

    @Override
    public int clearBindings(int statement) {
        return module.clearBindings(statement);
    }

    @Override
    public int bindInt(int statement, int index, int value) {
        return module.bindInt(statement, index, value);
    }

    @Override
    public int bindDouble(int statement, int index, double value) {
        return module.bindDouble(statement, index, value);
    }

    @Override
    public int bindText(int statement, int index, int text, int length) {
        return module.bindText(statement, index, text, length);
    }

    @Override
    public int bindBlob(int statement, int index, int blob, int length) {
        return module.bindBlob(statement, index, blob, length);
    }

    @Override
    public int columnCount(int statement) {
        return module.columnCount(statement);
    }

    @Override
    public int columnName(int statement, int column) {
        return module.columnName(statement, column);
    }

    @Override
    public int columnType(int statement, int column) {
        return module.columnType(statement, column);
    }

    @Override
    public int columnBytes(int statement, int column) {
        return module.columnBytes(statement, column);
    }

    @Override
    public int columnText(int statement, int column) {
        return module.columnText(statement, column);
    }

    @Override
    public int columnBlob(int statement, int column) {
        return module.columnBlob(statement, column);
    }

    @Override
    public double columnDouble(int statement, int column) {
        return module.columnDouble(statement, column);
    }

    @Override
    public int createFunctionV2(int connection, int name, int arguments, int encoding, int scalar) {
        return module.createFunctionV2(connection, name, arguments, encoding, scalar);
    }

    @Override
    public int valueInt(int value) {
        return module.valueInt(value);
    }

    @Override
    public void resultInt64(int context, int low, int high) {
        module.resultInt64(context, low, high);
    }

    @Override
    public void resultBlob(int context, int blob, int length) {
        module.resultBlob(context, blob, length);
    }

    @Override
    public void resultError(int context, int message, int length) {
        module.resultError(context, message, length);
    }
}
