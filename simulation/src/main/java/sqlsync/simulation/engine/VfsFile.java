package sqlsync.simulation.engine;

import sqlsync.page.Page;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.WasmFunctions;

/** An open file, by the methods that the VFS gave it. All fail with {@link EngineException}. */
final class VfsFile {
    static final int UNLOCKED = 0;
    static final int SHARED = 1;
    static final int RESERVED = 2;
    static final int EXCLUSIVE = 4;

    private static final int PRAGMA = 14;
    private static final int SYNC = 21;
    private static final int COMMIT_PHASETWO = 22;

    final boolean readOnly;
    private final Memory memory;
    private final int address;
    private final int buffer;
    private final WasmFunctions.One close;
    private final WasmFunctions.Transfer read;
    private final WasmFunctions.Transfer write;
    private final WasmFunctions.Resize truncate;
    private final WasmFunctions.Two fileSize;
    private final WasmFunctions.Two lock;
    private final WasmFunctions.Two unlock;
    private final WasmFunctions.Three fileControl;

    VfsFile(Vfs vfs, int address, boolean readOnly) {
        this.memory = vfs.memory;
        this.address = address;
        this.readOnly = readOnly;
        buffer = memory.malloc(Page.BYTES);
        int methods = memory.getInt(address);
        close = vfs.function(WasmFunctions.One.class, memory.getInt(methods + 4));
        read = vfs.function(WasmFunctions.Transfer.class, memory.getInt(methods + 8));
        write = vfs.function(WasmFunctions.Transfer.class, memory.getInt(methods + 12));
        truncate = vfs.function(WasmFunctions.Resize.class, memory.getInt(methods + 16));
        fileSize = vfs.function(WasmFunctions.Two.class, memory.getInt(methods + 24));
        lock = vfs.function(WasmFunctions.Two.class, memory.getInt(methods + 28));
        unlock = vfs.function(WasmFunctions.Two.class, memory.getInt(methods + 32));
        fileControl = vfs.function(WasmFunctions.Three.class, memory.getInt(methods + 40));
    }

    void close() {
        check(close.call(address));
        memory.free(buffer);
        memory.free(address);
    }

    /** Reads what lies within the file. */
    void read(byte[] to, int count, int offset) {
        check(read.call(address, buffer, count, offset));
        memory.read(buffer, to, 0, count);
    }

    void readPage(int number, byte[] to) {
        check(read.call(address, buffer, Page.BYTES, (number - 1) * (double) Page.BYTES));
        memory.read(buffer, to, 0, Page.BYTES);
    }

    void writePage(int number, byte[] page) {
        memory.write(buffer, page, 0, Page.BYTES);
        check(write.call(address, buffer, Page.BYTES, (number - 1) * (double) Page.BYTES));
    }

    void truncate(int pages) {
        check(truncate.call(address, pages * (double) Page.BYTES));
    }

    int sizeInPages() {
        check(fileSize.call(address, buffer));
        return (int) (memory.getLong(buffer) / Page.BYTES);
    }

    void lock(int level) {
        check(lock.call(address, level));
    }

    void unlock(int level) {
        check(unlock.call(address, level));
    }

    /** All is written: it counts from here on. */
    void committed() {
        control(SYNC);
        control(COMMIT_PHASETWO);
    }

    private void control(int operation) {
        int result = fileControl.call(address, operation, 0);
        if (result != ResultCode.NOT_FOUND) {
            check(result);
        }
    }

    /** Asks the file whether a pragma may be run; {@code value} is null where it has none. */
    void askPragma(String name, String value) {
        int nameAt = memory.allocate(name);
        int valueAt = value == null ? 0 : memory.allocate(value);
        memory.putInt(buffer, 0);
        memory.putInt(buffer + 4, nameAt);
        memory.putInt(buffer + 8, valueAt);
        int result = fileControl.call(address, PRAGMA, buffer);
        memory.free(nameAt);
        memory.free(valueAt);
        if (result != ResultCode.NOT_FOUND) {
            check(result);
        }
    }

    private static void check(int result) {
        if (result != ResultCode.OK) {
            throw EngineException.ofFile(result);
        }
    }
}
