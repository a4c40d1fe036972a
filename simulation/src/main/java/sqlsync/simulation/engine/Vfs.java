package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import sqlsync.sqlite.WasmFunctions;

/** The struct {@code sqlite3_vfs} that others point at their own functions, and those functions. */
final class Vfs {
    private static final int STRUCT_BYTES = 88;
    private static final int SIZE_OF_FILE = 4;
    private static final int PATHNAME_MAX = 8;
    private static final int NAME = 16;
    private static final int OPEN = 24;
    private static final int FULL_PATHNAME = 36;
    private static final int CURRENT_TIME_INT64 = 72;
    private static final int FILE_BYTES = 16;
    private static final int PATHNAME_BYTES = 512;

    /** The epoch in milliseconds since the start of the Julian days. */
    private static final long JULIAN_EPOCH_MILLIS = 210866760000000L;

    final Memory memory;
    final int address;
    private final int out;

    /** By their index; none has the index 0. */
    private final List<Object> functions = new ArrayList<>();

    Vfs(Memory memory) {
        this.memory = memory;
        functions.add(null);
        out = memory.malloc(PATHNAME_BYTES);
        address = memory.malloc(STRUCT_BYTES);
        memory.fill(address, STRUCT_BYTES, 0);
        memory.putInt(address, 3);
        memory.putInt(address + SIZE_OF_FILE, FILE_BYTES);
        memory.putInt(address + PATHNAME_MAX, PATHNAME_BYTES);
        memory.putInt(address + NAME, memory.allocate("unix"));
    }

    int add(Object function) {
        functions.add(function);
        return functions.size() - 1;
    }

    <T> T function(Class<T> shape, int index) {
        return shape.cast(functions.get(index));
    }

    /**
     * Opens the main database of a connection.
     *
     * @throws EngineException cannot open
     */
    VfsFile open(String name) {
        int given = memory.allocate(name);
        int flags = 0x100 | 0x4 | 0x2; // MAIN_DB, CREATE, READWRITE
        check(four(FULL_PATHNAME).call(address, given, PATHNAME_BYTES, out));
        memory.free(given);
        int full = memory.allocate(memory.text(out));
        int file = memory.malloc(FILE_BYTES);
        memory.fill(file, FILE_BYTES, 0);
        WasmFunctions.Five open = function(WasmFunctions.Five.class, memory.getInt(address + OPEN));
        memory.putInt(out, flags);
        int result = open.call(address, full, file, flags, out);
        memory.free(full);
        check(result);
        return new VfsFile(this, file, (memory.getInt(out) & 1) != 0);
    }

    private WasmFunctions.Four four(int at) {
        return function(WasmFunctions.Four.class, memory.getInt(address + at));
    }

    private static void check(int result) {
        if (result != 0) {
            throw EngineException.ofFile(result);
        }
    }

    /** Milliseconds since the epoch, as the VFS tells the time. */
    long now() {
        int index = memory.getInt(address + CURRENT_TIME_INT64);
        check(function(WasmFunctions.Two.class, index).call(address, out));
        return memory.getLong(out) - JULIAN_EPOCH_MILLIS;
    }
}
