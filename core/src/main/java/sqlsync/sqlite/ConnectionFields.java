package sqlsync.sqlite;

/**
 * Fields of SQLite's connection that the module exports no function for: the progress handler,
 * which is asked between the steps of a statement and can end it with {@link ResultCode#INTERRUPT},
 * the longest text or blob, and the extended result code of the call that failed last. An open
 * write transaction is rolled back with a statement that was ended so.
 *
 * <pre>
 *  64  int errCode   68  int errByteOffset   72  int errMask: 0xFF
 * 120  int aLimit[13]: 10^9 (SQLITE_LIMIT_LENGTH), 10^9, 2000, 1000, …
 * 380  int (*xProgress)(void*)    384  void *pProgressArg    388  unsigned nProgressOps
 * </pre>
 *
 * The offsets are those of SQLite 3.54 in 32-bit WebAssembly; {@link #check} and {@link SelfTest}
 * notice a module that has others.
 */
final class ConnectionFields {
    private static final int ERROR_CODE = 64;
    private static final int ERROR_MASK = 72;
    private static final int LIMITS = 120;
    private static final int[] FIRST_LIMITS = {1_000_000_000, 1_000_000_000, 2000, 1000};
    private static final int CALLBACK = 380;
    private static final int ARGUMENT = 384;
    private static final int STEPS = 388;
    private static final int STRUCT_BYTES = 392;

    /** Steps of the virtual machine between two questions: well below a millisecond. */
    private static final int STEPS_BETWEEN = 10_000;

    private final SqliteWasm wasm;

    /** Index of the progress handler. */
    private final int callback;

    ConnectionFields(SqliteWasm wasm, WasmFunctions.One stops) {
        this.wasm = wasm;
        this.callback = wasm.addFunction(stops);
    }

    /**
     * Has the statements of a new connection ask, and limits what they make.
     *
     * @param lengthMax bytes of a text or blob
     */
    void set(int connection, int lengthMax) {
        check(connection);
        wasm.putInt(connection + LIMITS, lengthMax);
        wasm.putInt(connection + CALLBACK, callback);
        wasm.putInt(connection + ARGUMENT, 0);
        wasm.putInt(connection + STEPS, STEPS_BETWEEN);
    }

    /**
     * @param result of the call that has just failed
     * @return the same, extended where the connection knows more
     */
    int resultCode(int connection, int result) {
        int extended = wasm.getInt(connection + ERROR_CODE);
        return (extended & 0xFF) == result ? extended : result;
    }

    private void check(int connection) {
        need(connection <= wasm.memoryBytes() - STRUCT_BYTES, "lies at the end of the memory");
        need(wasm.getInt(connection + ERROR_MASK) == 0xFF, "has no error mask where it was");
        for (int i = 0; i < FIRST_LIMITS.length; i++) {
            int limit = wasm.getInt(connection + LIMITS + 4 * i);
            need(limit == FIRST_LIMITS[i], "has no table of limits where it was");
        }
        for (int at = CALLBACK; at <= STEPS; at += 4) {
            need(wasm.getInt(connection + at) == 0, "has no progress handler where it was");
        }
    }

    private static void need(boolean right, String otherwise) {
        if (!right) {
            throw new SqlException(ResultCode.MISUSE, "a connection " + otherwise);
        }
    }
}
