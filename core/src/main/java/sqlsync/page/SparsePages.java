package sqlsync.page;

/** Some of the pages of a database, in ascending order, and the size of the database with them. */
public interface SparsePages {
    /** Size of the whole database in pages. */
    int pageCount();

    /** How many pages are in this set. */
    int size();

    /** Number, from 1, of the page at {@code index}, from 0. Ascending. */
    int number(int index);

    /** What holds the bytes of the page at {@code index}, at {@link #offset}; not to be changed. */
    byte[] array(int index);

    /** Where the page at {@code index} begins in its array. */
    default int offset(int index) {
        return 0;
    }

    /**
     * The bytes of the same page in the state that this set changes, or null where that state has
     * no such page, or it is not known.
     */
    byte[] before(int index);
}
