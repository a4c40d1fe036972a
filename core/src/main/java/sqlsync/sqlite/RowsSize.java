package sqlsync.sqlite;

import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;

/** Counts the rows of one query on a device, which are all in memory before its page gets them. */
public final class RowsSize {
    private int rows;
    private double bytes;

    /**
     * Adds a row.
     *
     * @param size its bytes, and UTF-16 units of text
     * @throws SqlSyncException {@code too-large}
     */
    public void add(double size) {
        rows++;
        bytes += size;
        if (rows > Limits.ROWS_MAX) {
            throw tooLarge(Limits.ROWS_MAX + " rows");
        }
        if (bytes > Limits.ROWS_BYTES_MAX) {
            throw tooLarge(Limits.ROWS_BYTES_MAX + " bytes");
        }
    }

    private static SqlSyncException tooLarge(String most) {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE,
                "The query's result has more than "
                        + most
                        + ", which is the limit; ask for less, with LIMIT.");
    }

    public int rows() {
        return rows;
    }
}
