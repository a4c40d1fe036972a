package sqlsync.sqlite;

/**
 * Binds 64-bit integers, for which the module exports no function: an int is bound, and the rest of
 * its cell is overwritten. Where the cells are is found out once, by binding two known numbers and
 * looking for them, and is believed only after SQLite has shown that it reads what was written.
 */
final class ParameterCells {
    private static final int FIRST = 0x5A17C0DE;
    private static final int SECOND = 0x3B9D1F27;
    private static final int STATEMENT_WORDS = 80;
    private static final int CELL_BYTES_MAX = 128;

    private final SqliteWasm wasm;
    private final int cellsOffset;
    private final int cellBytes;

    private ParameterCells(SqliteWasm wasm, int cellsOffset, int cellBytes) {
        this.wasm = wasm;
        this.cellsOffset = cellsOffset;
        this.cellBytes = cellBytes;
    }

    /**
     * Looks for the cells.
     *
     * @param statement with two parameters
     * @return null if they are not found
     */
    static ParameterCells find(SqliteWasm wasm, int statement) {
        wasm.bindInt(statement, 1, FIRST);
        wasm.bindInt(statement, 2, SECOND);
        int memory = wasm.memoryBytes();
        // From the end: the arrays named before the cells may be empty, and then share their
        // address.
        for (int word = STATEMENT_WORDS - 1; word > 0; word--) {
            int offset = word * 4;
            int cells = wasm.getInt(statement + offset);
            if (cells <= 0
                    || (cells & 7) != 0
                    || cells > memory - 2 * CELL_BYTES_MAX
                    || wasm.getInt(cells) != FIRST
                    || wasm.getInt(cells + 4) != 0) {
                continue;
            }
            for (int bytes = 8; bytes <= CELL_BYTES_MAX; bytes += 8) {
                if (wasm.getInt(cells + bytes) == SECOND && wasm.getInt(cells + bytes + 4) == 0) {
                    return new ParameterCells(wasm, offset, bytes);
                }
            }
        }
        return null;
    }

    /** Binds {@code high * 2^32 + low}, {@code low} unsigned. Answers a result code. */
    int bind(int statement, int index, int low, int high) {
        int result = wasm.bindInt(statement, index, 0);
        if (result == ResultCode.OK) {
            int cell = wasm.getInt(statement + cellsOffset) + (index - 1) * cellBytes;
            wasm.putInt(cell, low);
            wasm.putInt(cell + 4, high);
        }
        return result;
    }
}
