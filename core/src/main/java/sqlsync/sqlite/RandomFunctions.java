package sqlsync.sqlite;

import sqlsync.platform.Randomness;

/**
 * {@code random()} and {@code randomblob()} of writers, so that a mutation's replay finds the same
 * numbers.
 */
final class RandomFunctions {
    private static final int UTF8 = 1;

    /** SQLITE_INNOCUOUS: allowed in views and triggers, as the built-in ones are. */
    private static final int INNOCUOUS = 0x200000;

    private static final int BLOB_BYTES_MAX = 1_000_000_000;
    private static final String ERROR_TEXT = "no random bytes";
    private static final int CHUNK_BYTES = 16 * 1024;

    private final SqliteWasm wasm;
    private final PagerVfs vfs;
    private final Randomness randomness;
    private final int errorText;
    private final int random;
    private final int randomBlob;

    RandomFunctions(SqliteWasm wasm, PagerVfs vfs, Randomness randomness) {
        this.wasm = wasm;
        this.vfs = vfs;
        this.randomness = randomness;
        errorText = wasm.malloc(ERROR_TEXT.length());
        wasm.writeText(errorText, ERROR_TEXT);
        random = wasm.addScalar(this::random);
        randomBlob = wasm.addScalar(this::randomBlob);
    }

    /** Defines both functions for a connection. Answers a result code. */
    int define(int connection, Scratch scratch) {
        int flags = UTF8 | INNOCUOUS;
        int result =
                wasm.createFunctionV2(connection, scratch.terminated("random"), 0, flags, random);
        return result != ResultCode.OK
                ? result
                : wasm.createFunctionV2(
                        connection, scratch.terminated("randomblob"), 1, flags, randomBlob);
    }

    private void random(int context, int count, int values) {
        try {
            ExecutionContext pinned = vfs.pinned();
            long bits = pinned == null ? randomness.bits64() : pinned.nextRandom64();
            // As SQLite does it: abs(random()) never overflows.
            long number = bits < 0 ? -(bits & Long.MAX_VALUE) : bits;
            wasm.resultInt64(context, (int) number, (int) (number >>> 32));
        } catch (Throwable e) {
            failed(context);
        }
    }

    private void randomBlob(int context, int count, int values) {
        try {
            int wanted = Math.max(1, wasm.valueInt(wasm.getInt(values)));
            int address = wanted > BLOB_BYTES_MAX ? 0 : wasm.malloc(wanted);
            if (address == 0) {
                failed(context);
                return;
            }
            byte[] chunk = new byte[Math.min(wanted, CHUNK_BYTES)];
            for (int done = 0; done < wanted; done += chunk.length) {
                fill(chunk);
                wasm.write(address + done, chunk, 0, Math.min(chunk.length, wanted - done));
            }
            wasm.resultBlob(context, address, wanted);
            wasm.free(address);
        } catch (Throwable e) {
            failed(context);
        }
    }

    private void fill(byte[] bytes) {
        ExecutionContext pinned = vfs.pinned();
        if (pinned == null) {
            randomness.fill(bytes);
        } else {
            pinned.randomBytes(bytes);
        }
    }

    private void failed(int context) {
        wasm.resultError(context, errorText, ERROR_TEXT.length());
    }
}
