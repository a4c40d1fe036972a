package sqlsync.page;

/** Some of the pages of a database, in ascending order, and the size of the database with them. */
public interface SparsePages {
    /** Size of the whole database in pages. */
    int pageCount();

    /** How many pages are in this set. */
    int size();

    /** Number, from 1, of the page at {@code index}, from 0. Ascending. */
    int number(int index);

    /** The {@link Page#BYTES} bytes of the page at {@code index}; not a copy, not to be changed. */
    byte[] page(int index);

    /**
     * The same page in the state that this set changes, or null where that state has no such page,
     * or it is not known.
     */
    byte[] before(int index);
}
