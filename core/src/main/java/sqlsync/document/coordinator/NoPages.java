package sqlsync.document.coordinator;

import sqlsync.page.SparsePages;

/** What a commit that changed nothing changed. */
record NoPages(int pageCount) implements SparsePages {
    @Override
    public int size() {
        return 0;
    }

    @Override
    public int number(int index) {
        throw new IndexOutOfBoundsException("no page at " + index);
    }

    @Override
    public byte[] page(int index) {
        throw new IndexOutOfBoundsException("no page at " + index);
    }

    @Override
    public byte[] before(int index) {
        throw new IndexOutOfBoundsException("no page at " + index);
    }
}
