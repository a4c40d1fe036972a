package sqlsync.storage;

import sqlsync.page.Page;
import sqlsync.page.SparsePages;

/**
 * All pages of a document as they were when {@link Pages#freeze} was called. They stay so, whatever
 * happens to the document, until {@link #release}. It costs one reference a page; a page costs
 * memory only once the document has changed it.
 */
public final class PageSnapshot implements SparsePages {
    private final PageBuffers buffers;
    private byte[][] table;
    private final int[] offsets;
    private boolean released;

    PageSnapshot(PageBuffers buffers, byte[][] table, int[] offsets) {
        this.buffers = buffers;
        this.table = table;
        this.offsets = offsets;
    }

    @Override
    public int pageCount() {
        return table.length;
    }

    @Override
    public int size() {
        return table.length;
    }

    @Override
    public int number(int index) {
        return index + 1;
    }

    @Override
    public byte[] array(int index) {
        return table[index] == null ? Page.ZEROS : table[index];
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public byte[] before(int index) {
        return null;
    }

    /** The array that holds the page of each number, null for one of zeros; not to be changed. */
    byte[][] table() {
        return table;
    }

    /** Where each begins in its array. */
    int[] offsets() {
        return offsets;
    }

    byte[] arrayOf(int number) {
        if (number < 1 || number > table.length) {
            throw new IllegalArgumentException("page " + number + " of " + table.length);
        }
        return array(number - 1);
    }

    /** The same once more, to be released for itself. */
    public PageSnapshot again() {
        buffers.snapshotTaken();
        return new PageSnapshot(buffers, table, offsets);
    }

    /** Ends the use of this snapshot. Calling it again does nothing. */
    public void release() {
        if (!released) {
            released = true;
            table = new byte[0][];
            buffers.snapshotReleased();
        }
    }
}
