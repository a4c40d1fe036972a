package sqlsync.simulation;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.WasmFunctions;

/**
 * One instance of SQLite as machine code: the module of sql.js, translated to C and compiled when
 * this is built (see {@code simulation/src/main/c/sqlite-jni.c}). It writes the very pages that the
 * same module writes as bytecode, several times faster.
 *
 * <p>It belongs to one thread at a time. Its memory is outside the heap, and freed by {@link
 * #close}; nothing can be called after that. An address outside the module's memory is an {@link
 * IndexOutOfBoundsException} here and a trap within SQLite.
 */
final class NativeSqlite implements SqliteWasm, AutoCloseable {
    /** Made by {@code simulation/src/build/native-sqlite.mjs}, where there is a compiler. */
    private static final URL LIBRARY = NativeSqlite.class.getResource("native-sqlite.so");

    /** In the order of the shapes in sqlite-jni.c. */
    private enum Shape {
        ONE,
        TWO,
        THREE,
        FOUR,
        FIVE,
        RESIZE,
        TRANSFER,
        SCALAR
    }

    static {
        if (LIBRARY != null) {
            System.load(path(LIBRARY));
        }
    }

    /** Where the instance lies; 0 once it is closed. */
    private long instance;

    /** Reaches as far as the module's memory could grow; its limit is as far as it is known to. */
    private ByteBuffer memory;

    NativeSqlite() {
        instance = allocate();
        if (instance == 0) {
            throw new OutOfMemoryError("no room for an instance of SQLite");
        }
        try {
            start(instance);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        memory = memory(instance).order(ByteOrder.LITTLE_ENDIAN).limit(memoryBytes(instance));
    }

    /** Whether the build made the library. */
    static boolean isBuilt() {
        return LIBRARY != null;
    }

    private static String path(URL library) {
        try {
            return Path.of(new URI(library.toString())).toString();
        } catch (URISyntaxException notOfAFile) {
            throw new IllegalStateException(library + " is no file", notOfAFile);
        }
    }

    @Override
    public void close() {
        if (instance != 0) {
            release(instance);
        }
        instance = 0;
        memory = null;
    }

    private static native long allocate();

    private native int start(long instance);

    private native void release(long instance);

    private native ByteBuffer memory(long instance);

    private native int memoryBytes(long instance);

    private native int add(long instance, int shape, Object function);

    private native int malloc(long instance, int bytes);

    private native int free(long instance, int address);

    private native int open(long instance, int name, int connectionOut);

    private native int closeV2(long instance, int connection);

    private native int exec(long instance, int connection, int sql);

    private native int errmsg(long instance, int connection);

    private native int changes(long instance, int connection);

    private native int prepareV2(
            long instance, int connection, int sql, int length, int statementOut, int tailOut);

    private native int step(long instance, int statement);

    private native int reset(long instance, int statement);

    private native int finalizeStatement(long instance, int statement);

    private native int clearBindings(long instance, int statement);

    private native int bindInt(long instance, int statement, int index, int value);

    private native int bindDouble(long instance, int statement, int index, double value);

    private native int bindText(long instance, int statement, int index, int text, int length);

    private native int bindBlob(long instance, int statement, int index, int blob, int length);

    private native int columnCount(long instance, int statement);

    private native int columnName(long instance, int statement, int column);

    private native int columnType(long instance, int statement, int column);

    private native int columnBytes(long instance, int statement, int column);

    private native int columnText(long instance, int statement, int column);

    private native int columnBlob(long instance, int statement, int column);

    private native double columnDouble(long instance, int statement, int column);

    private native int createFunctionV2(
            long instance, int connection, int name, int arguments, int encoding, int scalar);

    private native int valueInt(long instance, int value);

    private native int resultInt64(long instance, int context, long value);

    private native int resultBlob(long instance, int context, int blob, int length);

    private native int resultError(long instance, int context, int message, int length);

    /** The memory of an open instance, up to its end where what is wanted needs that. */
    private ByteBuffer memory(int address, int length) {
        if (memory == null) {
            throw new IllegalStateException("This instance of SQLite is closed.");
        }
        if ((long) address + length > memory.limit()) {
            memory.limit(memoryBytes(instance));
        }
        return memory;
    }

    private int add(Shape shape, Object function) {
        memory(0, 0);
        int index = add(instance, shape.ordinal(), function);
        if (index == 0) {
            throw new IncompatibleSqliteException(
                    "unknown", "This build of SQLite takes no function of shape " + shape);
        }
        return index;
    }

    @Override
    public int memoryBytes() {
        memory(0, 0);
        return memoryBytes(instance);
    }

    @Override
    public int getByte(int address) {
        return memory(address, 1).get(address) & 0xFF;
    }

    @Override
    public int getInt(int address) {
        return memory(address, 4).getInt(address);
    }

    @Override
    public void putInt(int address, int value) {
        memory(address, 4).putInt(address, value);
    }

    @Override
    public void read(int address, byte[] to, int offset, int length) {
        memory(address, length).get(address, to, offset, length);
    }

    @Override
    public void write(int address, byte[] from, int offset, int length) {
        memory(address, length).put(address, from, offset, length);
    }

    @Override
    public void fill(int address, int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        write(address, bytes, 0, length);
    }

    @Override
    public String readText(int address, int length) {
        byte[] bytes = new byte[length];
        read(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public int writeText(int address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(address, bytes, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public int addFunction(WasmFunctions.One function) {
        return add(Shape.ONE, function);
    }

    @Override
    public int addFunction(WasmFunctions.Two function) {
        return add(Shape.TWO, function);
    }

    @Override
    public int addFunction(WasmFunctions.Three function) {
        return add(Shape.THREE, function);
    }

    @Override
    public int addFunction(WasmFunctions.Four function) {
        return add(Shape.FOUR, function);
    }

    @Override
    public int addFunction(WasmFunctions.Five function) {
        return add(Shape.FIVE, function);
    }

    @Override
    public int addResize(WasmFunctions.Resize function) {
        return add(Shape.RESIZE, function);
    }

    @Override
    public int addTransfer(WasmFunctions.Transfer function) {
        return add(Shape.TRANSFER, function);
    }

    @Override
    public int addScalar(WasmFunctions.Scalar function) {
        return add(Shape.SCALAR, function);
    }

    @Override
    public int malloc(int bytes) {
        return malloc(instance, bytes);
    }

    @Override
    public void free(int address) {
        free(instance, address);
    }

    @Override
    public int open(int name, int connectionOut) {
        return open(instance, name, connectionOut);
    }

    @Override
    public int closeV2(int connection) {
        return closeV2(instance, connection);
    }

    @Override
    public int exec(int connection, int sql) {
        return exec(instance, connection, sql);
    }

    @Override
    public int errmsg(int connection) {
        return errmsg(instance, connection);
    }

    @Override
    public int changes(int connection) {
        return changes(instance, connection);
    }

    @Override
    public int prepareV2(int connection, int sql, int length, int statementOut, int tailOut) {
        return prepareV2(instance, connection, sql, length, statementOut, tailOut);
    }

    @Override
    public int step(int statement) {
        return step(instance, statement);
    }

    @Override
    public int reset(int statement) {
        return reset(instance, statement);
    }

    @Override
    public int finalizeStatement(int statement) {
        return finalizeStatement(instance, statement);
    }

    @Override
    public int clearBindings(int statement) {
        return clearBindings(instance, statement);
    }

    @Override
    public int bindInt(int statement, int index, int value) {
        return bindInt(instance, statement, index, value);
    }

    @Override
    public int bindDouble(int statement, int index, double value) {
        return bindDouble(instance, statement, index, value);
    }

    @Override
    public int bindText(int statement, int index, int text, int length) {
        return bindText(instance, statement, index, text, length);
    }

    @Override
    public int bindBlob(int statement, int index, int blob, int length) {
        return bindBlob(instance, statement, index, blob, length);
    }

    @Override
    public int columnCount(int statement) {
        return columnCount(instance, statement);
    }

    @Override
    public int columnName(int statement, int column) {
        return columnName(instance, statement, column);
    }

    @Override
    public int columnType(int statement, int column) {
        return columnType(instance, statement, column);
    }

    @Override
    public int columnBytes(int statement, int column) {
        return columnBytes(instance, statement, column);
    }

    @Override
    public int columnText(int statement, int column) {
        return columnText(instance, statement, column);
    }

    @Override
    public int columnBlob(int statement, int column) {
        return columnBlob(instance, statement, column);
    }

    @Override
    public double columnDouble(int statement, int column) {
        return columnDouble(instance, statement, column);
    }

    @Override
    public int createFunctionV2(int connection, int name, int arguments, int encoding, int scalar) {
        return createFunctionV2(instance, connection, name, arguments, encoding, scalar);
    }

    @Override
    public int valueInt(int value) {
        return valueInt(instance, value);
    }

    @Override
    public void resultInt64(int context, int low, int high) {
        resultInt64(instance, context, (long) high << 32 | low & 0xFFFFFFFFL);
    }

    @Override
    public void resultBlob(int context, int blob, int length) {
        resultBlob(instance, context, blob, length);
    }

    @Override
    public void resultError(int context, int message, int length) {
        resultError(instance, context, message, length);
    }
}
