package sqlsync.storage;

import sqlsync.page.Page;
import sqlsync.page.SparsePages;

/**
 * The pages that committed transactions changed between two calls of {@link Pages#seal}, before and
 * after. Its bytes stay what they are until {@link Pages#durable} is told of the layer, or {@link
 * Pages#revert} drops it.
 */
public final class Layer implements SparsePages {
    private final int pageCountBefore;
    private final int pageCount;

    /** All pages that differ, also those that the database has no more: what undoing needs. */
    private final int[] replaced;

    private final byte[][] before;
    private final byte[][] after;
    private final int size;

    /**
     * @param replaced ascending
     * @param before parallel to {@code replaced}, null where there was no buffer
     * @param after parallel to {@code replaced}, as far as the pages are within {@code pageCount}
     */
    Layer(int pageCountBefore, int pageCount, int[] replaced, byte[][] before, byte[][] after) {
        this.pageCountBefore = pageCountBefore;
        this.pageCount = pageCount;
        this.replaced = replaced;
        this.before = before;
        this.after = after;
        this.size = after.length;
    }

    public int pageCountBefore() {
        return pageCountBefore;
    }

    @Override
    public int pageCount() {
        return pageCount;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int number(int index) {
        return replaced[index];
    }

    @Override
    public byte[] array(int index) {
        return after[index];
    }

    @Override
    public byte[] before(int index) {
        if (replaced[index] > pageCountBefore) {
            return null;
        }
        return before[index] == null ? Page.ZEROS : before[index];
    }

    int replacedCount() {
        return replaced.length;
    }

    int replacedNumber(int index) {
        return replaced[index];
    }

    byte[] replacedBuffer(int index) {
        return before[index];
    }
}
