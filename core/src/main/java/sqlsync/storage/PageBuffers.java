package sqlsync.storage;

import sqlsync.page.Page;

/**
 * Buffers of one page each that nobody needs any more, for reuse: a small transaction allocates
 * nothing. While a snapshot is out, it may still show any buffer: those that are given back then
 * are left to the garbage collector.
 */
final class PageBuffers {
    private static final int KEPT_MAX = 256;

    private final byte[][] kept = new byte[KEPT_MAX][];
    private int count;
    private int snapshots;

    /** A buffer with undefined contents. */
    byte[] take() {
        if (count == 0) {
            return new byte[Page.BYTES];
        }
        byte[] buffer = kept[--count];
        kept[count] = null;
        return buffer;
    }

    /**
     * @param buffer null for none
     */
    void giveBack(byte[] buffer) {
        if (buffer != null && snapshots == 0 && count < KEPT_MAX) {
            kept[count++] = buffer;
        }
    }

    void snapshotTaken() {
        snapshots++;
    }

    void snapshotReleased() {
        snapshots--;
    }
}
