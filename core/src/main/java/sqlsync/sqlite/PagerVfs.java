package sqlsync.sqlite;

import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;

/**
 * Points the methods of the module's only VFS at ours. The module has no function to register one,
 * but a connection's first field is its {@code sqlite3_vfs}, a public struct. No file but ours can
 * be opened from then on: there are no temporary files with {@code temp_store=MEMORY}.
 */
final class PagerVfs {
    /** The name under which {@link Connection} opens its file; no other name exists. */
    static final String FILE_NAME = "sqlsync";

    private static final int SIZE_OF_FILE = 4;
    private static final int PATHNAME_MAX = 8;
    private static final int NAME = 16;
    private static final int OPEN = 24;
    private static final int DELETE = 28;
    private static final int ACCESS = 32;
    private static final int FULL_PATHNAME = 36;
    private static final int RANDOMNESS = 56;
    private static final int CURRENT_TIME_INT64 = 72;
    private static final int STRUCT_BYTES = 88;

    private static final int OPEN_READ_ONLY = 0x1;
    private static final int OPEN_MAIN_DATABASE = 0x100;

    /** The epoch in SQLite's milliseconds, which count from the start of the Julian days. */
    private static final long JULIAN_EPOCH_MILLIS = 210866760000000L;

    private final SqliteWasm wasm;
    private final Pager pager;
    private final Clock clock;
    private final Randomness randomness;
    private ExecutionContext pinned;
    private PagerFile opening;

    /**
     * @param vfs address of a struct that {@link #check} has seen
     */
    PagerVfs(SqliteWasm wasm, int vfs, Clock clock, Randomness randomness) {
        this.wasm = wasm;
        this.clock = clock;
        this.randomness = randomness;
        this.pager = new Pager(wasm);
        wasm.putInt(vfs + OPEN, wasm.addFunction(this::open));
        wasm.putInt(vfs + DELETE, wasm.addFunction((v, name, sync) -> ResultCode.OK));
        wasm.putInt(vfs + ACCESS, wasm.addFunction(this::access));
        wasm.putInt(vfs + FULL_PATHNAME, wasm.addFunction(this::fullPathname));
        wasm.putInt(vfs + RANDOMNESS, wasm.addFunction(this::random));
        wasm.putInt(vfs + CURRENT_TIME_INT64, wasm.addFunction(this::currentTime));
    }

    /** What is wrong with the struct at {@code vfs}; null if it is what we expect. */
    static String check(SqliteWasm wasm, int vfs) {
        int memory = wasm.memoryBytes();
        if (vfs <= 0 || (vfs & 3) != 0 || vfs > memory - STRUCT_BYTES) {
            return "a connection does not begin with its VFS";
        }
        int name = wasm.getInt(vfs + NAME);
        if (name <= 0 || name > memory - 5 || !wasm.readText(name, 5).equals("unix\0")) {
            return "the default VFS is not \"unix\"";
        }
        int version = wasm.getInt(vfs);
        if (version < 2 || version > 3) {
            return "the VFS has version " + version;
        }
        int fileBytes = wasm.getInt(vfs + SIZE_OF_FILE);
        if (fileBytes < 8 || fileBytes > 4096) {
            return "the VFS has files of " + fileBytes + " bytes";
        }
        int pathname = wasm.getInt(vfs + PATHNAME_MAX);
        if (pathname < 64 || pathname > 65536) {
            return "the VFS has names of " + pathname + " bytes";
        }
        return null;
    }

    Pager pager() {
        return pager;
    }

    void pin(ExecutionContext context) {
        pinned = context;
    }

    ExecutionContext pinned() {
        return pinned;
    }

    /** The file that the next open of {@link #FILE_NAME} gets; null for none. */
    void expect(PagerFile file) {
        opening = file;
    }

    private int open(int vfs, int name, int file, int flags, int flagsOut) {
        wasm.putInt(file, 0);
        if (opening == null || (flags & OPEN_MAIN_DATABASE) == 0) {
            return ResultCode.CANNOT_OPEN;
        }
        pager.open(file, opening);
        if (flagsOut != 0) {
            wasm.putInt(flagsOut, opening.readOnly ? OPEN_MAIN_DATABASE | OPEN_READ_ONLY : flags);
        }
        opening = null;
        return ResultCode.OK;
    }

    /** No journal is ever there to be found. */
    private int access(int vfs, int name, int flags, int out) {
        wasm.putInt(out, 0);
        return ResultCode.OK;
    }

    private int fullPathname(int vfs, int name, int room, int out) {
        for (int i = 0; i < room; i++) {
            int c = wasm.getByte(name + i);
            wasm.fill(out + i, 1, c);
            if (c == 0) {
                return ResultCode.OK;
            }
        }
        return ResultCode.CANNOT_OPEN;
    }

    private int random(int vfs, int count, int out) {
        try {
            byte[] bytes = new byte[count];
            randomness.fill(bytes);
            wasm.write(out, bytes, 0, count);
            return count;
        } catch (Throwable e) {
            return 0;
        }
    }

    private int currentTime(int vfs, int out) {
        try {
            long unix = pinned == null ? clock.now() : pinned.timestampMillis();
            long julian = unix + JULIAN_EPOCH_MILLIS;
            wasm.putInt(out, (int) julian);
            wasm.putInt(out + 4, (int) (julian >>> 32));
            return ResultCode.OK;
        } catch (Throwable e) {
            return ResultCode.ERROR;
        }
    }
}
