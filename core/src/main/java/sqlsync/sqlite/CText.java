package sqlsync.sqlite;

/** Text in the module's memory that ends with a zero byte. */
final class CText {
    private CText() {}

    /** Null for C's null. */
    static String read(SqliteWasm wasm, int address) {
        return address == 0 ? null : wasm.readText(address, length(wasm, address));
    }

    private static int length(SqliteWasm wasm, int address) {
        int end = address;
        while (wasm.getByte(end) != 0) {
            end++;
        }
        return end - address;
    }
}
