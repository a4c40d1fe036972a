package sqlsync.page;

import sqlsync.codec.ByteWriter;

/**
 * A set of pages as bytes: the size of the database, a sorted directory with a checksum of each
 * page, and the pages, raw or as a delta.
 */
public final class SerializedPages {
    private SerializedPages() {}

    /**
     * Writes a set of pages.
     *
     * @param deltas whether pages may be written as deltas against {@link SparsePages#before}
     */
    public static void write(ByteWriter to, SparsePages pages, boolean deltas) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the directory of what {@link #write} wrote.
     *
     * @throws sqlsync.codec.MalformedException if it is not that
     */
    public static SerializedPages read(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public int pageCount() {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }

    public int number(int index) {
        throw new UnsupportedOperationException();
    }

    /** Position of a page in the directory, or -1. */
    public int indexOf(int number) {
        throw new UnsupportedOperationException();
    }

    /** Whether the page can be read without the state before. */
    public boolean raw(int index) {
        throw new UnsupportedOperationException();
    }

    /**
     * Builds the page at {@code index} and checks its checksum.
     *
     * @param before the page in the state before, needed where it is a delta; else null
     * @param to where the {@link Page#BYTES} bytes go; not {@code before}
     */
    public void page(int index, byte[] before, byte[] to, int offset) {
        throw new UnsupportedOperationException();
    }
}
