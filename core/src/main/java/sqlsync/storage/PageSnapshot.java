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
    private boolean released;

    PageSnapshot(PageBuffers buffers, byte[][] table) {
        this.buffers = buffers;
        this.table = table;
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
    public byte[] page(int index) {
        return table[index] == null ? Page.ZEROS : table[index];
    }

    @Override
    public byte[] before(int index) {
        return null;
    }

    /** The page of each number, null where it is all zeros; not to be changed. */
    byte[][] table() {
        return table;
    }

    byte[] pageNumbered(int number) {
        if (number < 1 || number > table.length) {
            throw new IllegalArgumentException("page " + number + " of " + table.length);
        }
        return page(number - 1);
    }

    /** The same once more, to be released for itself. */
    PageSnapshot again() {
        buffers.snapshotTaken();
        return new PageSnapshot(buffers, table);
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
