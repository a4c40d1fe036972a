package sqlsync.jvm;

import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.SqliteWasm;

/** A database in memory, without our pager: what SQLite does by itself. */
public final class StockDatabase {
    private final SqliteWasm wasm;
    private final int out;
    private final int connection;

    public StockDatabase(SqliteWasm wasm) {
        this.wasm = wasm;
        out = wasm.malloc(8);
        int name = text(":memory:");
        wasm.open(name, out);
        wasm.free(name);
        connection = wasm.getInt(out);
    }

    private int text(String text) {
        int at = wasm.malloc(text.length() * 3 + 1);
        wasm.fill(at + wasm.writeText(at, text), 1, 0);
        return at;
    }

    private String message() {
        int at = wasm.errmsg(connection);
        int end = at;
        while (wasm.getByte(end) != 0) {
            end++;
        }
        return wasm.readText(at, end - at);
    }

    /** The message of the failure, or an empty text. */
    public String execute(String sql) {
        int at = text(sql);
        int result = wasm.exec(connection, at);
        wasm.free(at);
        return result == ResultCode.OK ? "" : message();
    }

    /** The first column of the first row. */
    public String read(String sql) {
        int at = text(sql);
        wasm.prepareV2(connection, at, -1, out, out + 4);
        wasm.free(at);
        int statement = wasm.getInt(out);
        wasm.step(statement);
        int value = wasm.columnText(statement, 0);
        String read = value == 0 ? null : wasm.readText(value, wasm.columnBytes(statement, 0));
        wasm.finalizeStatement(statement);
        return read;
    }

    public void close() {
        wasm.closeV2(connection);
        wasm.free(out);
    }
}
