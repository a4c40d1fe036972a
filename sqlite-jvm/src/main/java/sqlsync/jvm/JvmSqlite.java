package sqlsync.jvm;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Memory;
import java.nio.charset.StandardCharsets;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.WasmFunctions;

/**
 * One instance of SQLite. The first costs about half a second, further ones some tens of
 * milliseconds. It belongs to one thread at a time, and that thread must not be interrupted while
 * it is inside.
 */
public final class JvmSqlite implements SqliteWasm {
    private static final long TRANSIENT = -1L;

    private final WasmInstance instance = new WasmInstance();
    private final Memory memory = instance.memory();
    private final FunctionTable table = new FunctionTable(instance);
    private final ExportFunction malloc = instance.export("malloc");
    private final ExportFunction free = instance.export("free");
    private final ExportFunction open = instance.export("sqlite3_open");
    private final ExportFunction closeV2 = instance.export("sqlite3_close_v2");
    private final ExportFunction exec = instance.export("sqlite3_exec");
    private final ExportFunction errmsg = instance.export("sqlite3_errmsg");
    private final ExportFunction changes = instance.export("sqlite3_changes");
    private final ExportFunction prepareV2 = instance.export("sqlite3_prepare_v2");
    private final ExportFunction step = instance.export("sqlite3_step");
    private final ExportFunction reset = instance.export("sqlite3_reset");
    private final ExportFunction finalizeStatement = instance.export("sqlite3_finalize");
    private final ExportFunction clearBindings = instance.export("sqlite3_clear_bindings");
    private final ExportFunction bindInt = instance.export("sqlite3_bind_int");
    private final ExportFunction bindDouble = instance.export("sqlite3_bind_double");
    private final ExportFunction bindText = instance.export("sqlite3_bind_text");
    private final ExportFunction bindBlob = instance.export("sqlite3_bind_blob");
    private final ExportFunction columnCount = instance.export("sqlite3_column_count");
    private final ExportFunction columnName = instance.export("sqlite3_column_name");
    private final ExportFunction columnType = instance.export("sqlite3_column_type");
    private final ExportFunction columnBytes = instance.export("sqlite3_column_bytes");
    private final ExportFunction columnText = instance.export("sqlite3_column_text");
    private final ExportFunction columnBlob = instance.export("sqlite3_column_blob");
    private final ExportFunction columnDouble = instance.export("sqlite3_column_double");
    private final ExportFunction createFunctionV2 = instance.export("sqlite3_create_function_v2");
    private final ExportFunction valueInt = instance.export("sqlite3_value_int");
    private final ExportFunction resultInt64 = instance.export("sqlite3_result_int64");
    private final ExportFunction resultBlob = instance.export("sqlite3_result_blob");
    private final ExportFunction resultError = instance.export("sqlite3_result_error");

    @Override
    public int memoryBytes() {
        return memory.pages() * Memory.PAGE_SIZE;
    }

    @Override
    public int getByte(int address) {
        return memory.read(address) & 0xFF;
    }

    @Override
    public int getInt(int address) {
        return memory.readInt(address);
    }

    @Override
    public void putInt(int address, int value) {
        memory.writeI32(address, value);
    }

    @Override
    public void read(int address, byte[] to, int offset, int length) {
        System.arraycopy(memory.readBytes(address, length), 0, to, offset, length);
    }

    @Override
    public void write(int address, byte[] from, int offset, int length) {
        memory.write(address, from, offset, length);
    }

    @Override
    public void fill(int address, int length, int value) {
        memory.fill((byte) value, address, address + length);
    }

    @Override
    public String readText(int address, int length) {
        return new String(memory.readBytes(address, length), StandardCharsets.UTF_8);
    }

    @Override
    public int writeText(int address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        memory.write(address, bytes);
        return bytes.length;
    }

    @Override
    public int malloc(int bytes) {
        return call(malloc, bytes);
    }

    @Override
    public void free(int address) {
        call(free, address);
    }

    @Override
    public int addFunction(WasmFunctions.One function) {
        return table.add("ii", a -> function.call((int) a[0]));
    }

    @Override
    public int addFunction(WasmFunctions.Two function) {
        return table.add("iii", a -> function.call((int) a[0], (int) a[1]));
    }

    @Override
    public int addFunction(WasmFunctions.Three function) {
        return table.add("iiii", a -> function.call((int) a[0], (int) a[1], (int) a[2]));
    }

    @Override
    public int addFunction(WasmFunctions.Four function) {
        return table.add(
                "iiiii", a -> function.call((int) a[0], (int) a[1], (int) a[2], (int) a[3]));
    }

    @Override
    public int addFunction(WasmFunctions.Five function) {
        return table.add(
                "iiiiii",
                a -> function.call((int) a[0], (int) a[1], (int) a[2], (int) a[3], (int) a[4]));
    }

    @Override
    public int addResize(WasmFunctions.Resize function) {
        return table.add("iij", a -> function.call((int) a[0], a[1]));
    }

    @Override
    public int addTransfer(WasmFunctions.Transfer function) {
        return table.add("iiiij", a -> function.call((int) a[0], (int) a[1], (int) a[2], a[3]));
    }

    @Override
    public int addScalar(WasmFunctions.Scalar function) {
        return table.add(
                "viii",
                a -> {
                    function.call((int) a[0], (int) a[1], (int) a[2]);
                    return 0;
                });
    }

    @Override
    public int open(int name, int connectionOut) {
        return call(open, name, connectionOut);
    }

    @Override
    public int closeV2(int connection) {
        return call(closeV2, connection);
    }

    @Override
    public int exec(int connection, int sql) {
        return call(exec, connection, sql, 0, 0, 0);
    }

    @Override
    public int errmsg(int connection) {
        return call(errmsg, connection);
    }

    @Override
    public int changes(int connection) {
        return call(changes, connection);
    }

    @Override
    public int prepareV2(int connection, int sql, int length, int statementOut, int tailOut) {
        return call(prepareV2, connection, sql, length, statementOut, tailOut);
    }

    @Override
    public int step(int statement) {
        return call(step, statement);
    }

    @Override
    public int reset(int statement) {
        return call(reset, statement);
    }

    @Override
    public int finalizeStatement(int statement) {
        return call(finalizeStatement, statement);
    }

    @Override
    public int clearBindings(int statement) {
        return call(clearBindings, statement);
    }

    @Override
    public int bindInt(int statement, int index, int value) {
        return call(bindInt, statement, index, value);
    }

    @Override
    public int bindDouble(int statement, int index, double value) {
        return call(bindDouble, statement, index, Double.doubleToRawLongBits(value));
    }

    @Override
    public int bindText(int statement, int index, int text, int length) {
        return call(bindText, statement, index, text, length, TRANSIENT);
    }

    @Override
    public int bindBlob(int statement, int index, int blob, int length) {
        return call(bindBlob, statement, index, blob, length, TRANSIENT);
    }

    @Override
    public int columnCount(int statement) {
        return call(columnCount, statement);
    }

    @Override
    public int columnName(int statement, int column) {
        return call(columnName, statement, column);
    }

    @Override
    public int columnType(int statement, int column) {
        return call(columnType, statement, column);
    }

    @Override
    public int columnBytes(int statement, int column) {
        return call(columnBytes, statement, column);
    }

    @Override
    public int columnText(int statement, int column) {
        return call(columnText, statement, column);
    }

    @Override
    public int columnBlob(int statement, int column) {
        return call(columnBlob, statement, column);
    }

    @Override
    public double columnDouble(int statement, int column) {
        return Double.longBitsToDouble(instance.call(columnDouble, statement, column));
    }

    @Override
    public int createFunctionV2(int connection, int name, int arguments, int encoding, int scalar) {
        return call(createFunctionV2, connection, name, arguments, encoding, 0, scalar, 0, 0, 0);
    }

    @Override
    public int valueInt(int value) {
        return call(valueInt, value);
    }

    @Override
    public void resultInt64(int context, int low, int high) {
        call(resultInt64, context, (long) high << 32 | low & 0xFFFFFFFFL);
    }

    @Override
    public void resultBlob(int context, int blob, int length) {
        call(resultBlob, context, blob, length, TRANSIENT);
    }

    @Override
    public void resultError(int context, int message, int length) {
        call(resultError, context, message, length);
    }

    private int call(ExportFunction function, long... arguments) {
        return (int) instance.call(function, arguments);
    }
}
