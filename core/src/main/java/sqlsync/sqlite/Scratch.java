package sqlsync.sqlite;

/**
 * A piece of the module's memory to pass text and blobs through. What is larger than {@link
 * #KEPT_BYTES} gets memory of its own, which goes back with the next use.
 */
final class Scratch {
    private static final int KEPT_BYTES = 64 * 1024;

    /** A UTF-16 char takes at most three bytes of UTF-8. */
    private static final int BYTES_PER_CHAR_MAX = 3;

    private final SqliteWasm wasm;
    private final int kept;
    private int large;

    Scratch(SqliteWasm wasm) {
        this.wasm = wasm;
        this.kept = allocate(KEPT_BYTES);
    }

    /** The address of {@code bytes} bytes, valid until the next call. */
    int room(int bytes) {
        if (large != 0) {
            wasm.free(large);
            large = 0;
        }
        if (bytes <= KEPT_BYTES) {
            return kept;
        }
        large = allocate(bytes);
        return large;
    }

    /** The address that was answered last. */
    int current() {
        return large == 0 ? kept : large;
    }

    int roomForText(String text) {
        if (text.length() > (Integer.MAX_VALUE - 1) / BYTES_PER_CHAR_MAX) {
            throw new SqlException(ResultCode.TOO_BIG, "string or blob too big");
        }
        return room(text.length() * BYTES_PER_CHAR_MAX + 1);
    }

    /** Writes a text with a terminating zero and answers its address. */
    int terminated(String text) {
        int address = roomForText(text);
        wasm.fill(address + wasm.writeText(address, text), 1, 0);
        return address;
    }

    private int allocate(int bytes) {
        int address = wasm.malloc(bytes);
        if (address == 0) {
            throw new SqlException(ResultCode.NO_MEMORY, "out of memory");
        }
        return address;
    }
}
