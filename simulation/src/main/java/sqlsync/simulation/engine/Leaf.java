package sqlsync.simulation.engine;

import java.util.Arrays;
import sqlsync.page.Page;

/**
 * A page of rows in order of their keys: a byte that says so, how many bytes are used (2, at 2),
 * and cells: key (8), length of the row (4), the row itself or, where it is long, the number of the
 * first page that it lies on (4).
 */
final class Leaf {
    static final byte KIND = 1;
    static final int CELLS = 4;
    static final int ROOM = Page.BYTES - CELLS;
    private static final int USED = 2;
    private static final int ROW = 12;
    private static final int INLINE_MAX = 1000;

    private Leaf() {}

    static void clear(byte[] page) {
        Arrays.fill(page, (byte) 0);
        page[0] = KIND;
        Bytes.putShort(page, USED, CELLS);
    }

    static boolean isLong(int rowBytes) {
        return rowBytes > INLINE_MAX;
    }

    /** The offset after the last cell. */
    static int end(byte[] page) {
        return Bytes.getShort(page, USED);
    }

    static long key(byte[] page, int cell) {
        return Bytes.getLong(page, cell);
    }

    static int next(byte[] page, int cell) {
        return cell + cellBytes(page, cell);
    }

    static int cellBytes(byte[] page, int cell) {
        int length = Bytes.getInt(page, cell + 8);
        return ROW + (isLong(length) ? 4 : length);
    }

    /** The page on which a long row begins; 0 for a short row. */
    static int longRow(byte[] page, int cell) {
        return isLong(Bytes.getInt(page, cell + 8)) ? Bytes.getInt(page, cell + ROW) : 0;
    }

    static byte[] shortRow(byte[] page, int cell) {
        int from = cell + ROW;
        return Arrays.copyOfRange(page, from, from + Bytes.getInt(page, cell + 8));
    }

    /** The first cell whose key is {@code key} or more; the end if there is none. */
    static int find(byte[] page, long key) {
        int end = end(page);
        int cell = CELLS;
        while (cell < end && key(page, cell) < key) {
            cell = next(page, cell);
        }
        return cell;
    }

    /** A cell by itself, of a row that is short, or whose pages begin at {@code longRow}. */
    static byte[] cell(long key, byte[] row, int longRow) {
        byte[] cell = new byte[ROW + (longRow != 0 ? 4 : row.length)];
        Bytes.putLong(cell, 0, key);
        Bytes.putInt(cell, 8, row.length);
        if (longRow != 0) {
            Bytes.putInt(cell, ROW, longRow);
        } else {
            System.arraycopy(row, 0, cell, ROW, row.length);
        }
        return cell;
    }

    static boolean fits(byte[] page, int bytes) {
        return end(page) + bytes <= Page.BYTES;
    }

    static void insert(byte[] page, int at, byte[] cells, int from, int to) {
        int end = end(page);
        int length = to - from;
        System.arraycopy(page, at, page, at + length, end - at);
        System.arraycopy(cells, from, page, at, length);
        Bytes.putShort(page, USED, end + length);
    }

    static void remove(byte[] page, int at, int length) {
        int end = end(page);
        System.arraycopy(page, at + length, page, at, end - at - length);
        Arrays.fill(page, end - length, end, (byte) 0);
        Bytes.putShort(page, USED, end - length);
    }
}
