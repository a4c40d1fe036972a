package sqlsync.sqlite;

import java.util.List;
import sqlsync.storage.PageSet;
import sqlsync.storage.Pages;

/** SQLite's view of one document's pages as a file: one for each connection. */
class PagerFile {
    static final int UNLOCKED = 0;
    static final int SHARED = 1;
    static final int RESERVED = 2;
    static final int PENDING = 3;
    static final int EXCLUSIVE = 4;

    final Pages pages;
    final boolean readOnly;

    /** All open files on the same pages, this one among them. */
    private final List<PagerFile> siblings;

    /** Whether a page was refused, since this was last set, that lies beyond the limit. */
    boolean beyondLimit;

    private int lock = UNLOCKED;
    private int foreignChangesSeen;

    /** Gets the number of each page that is read; null while nobody wants to know. */
    private PageSet reads;

    PagerFile(Pages pages, boolean readOnly, List<PagerFile> siblings) {
        this.pages = pages;
        this.readOnly = readOnly;
        this.siblings = siblings;
        this.foreignChangesSeen = pages.foreignChanges();
        siblings.add(this);
    }

    /** What holds the page's bytes as this file has them; readers may be held on an older state. */
    byte[] array(int number) {
        return readOnly ? pages.readerArray(number) : pages.array(number);
    }

    /** Where the page begins in {@link #array}. */
    int offset(int number) {
        return readOnly ? pages.readerOffset(number) : pages.offset(number);
    }

    int pageCount() {
        return readOnly ? pages.readerPageCount() : pages.pageCount();
    }

    List<PagerFile> siblings() {
        return siblings;
    }

    boolean inTransaction() {
        return lock >= RESERVED;
    }

    /**
     * From here on {@code set} gets the number of each page that is looked at: SQLite is made to
     * drop its cache before the next statement, so that it asks for all of them.
     */
    void recordReads(PageSet set) {
        if (lock != UNLOCKED) {
            throw new IllegalStateException("a statement is still reading");
        }
        reads = set;
        foreignChangesSeen = pages.foreignChanges() - 1;
    }

    void stopRecordingReads() {
        reads = null;
    }

    void isRead(int page) {
        if (reads != null) {
            reads.add(page);
        }
    }

    /** Whether pages changed by others since the last call. */
    boolean noticeForeignChanges() {
        boolean changed = foreignChangesSeen != pages.foreignChanges();
        foreignChangesSeen = pages.foreignChanges();
        return changed;
    }

    int lock(int wanted) {
        if (lock >= wanted) {
            return ResultCode.OK;
        }
        for (PagerFile other : siblings) {
            if (other != this && blocks(other.lock, wanted)) {
                return ResultCode.BUSY;
            }
        }
        if (lock == UNLOCKED) {
            pages.use();
        }
        lock = wanted;
        return ResultCode.OK;
    }

    private static boolean blocks(int held, int wanted) {
        return switch (wanted) {
            case SHARED -> held >= PENDING;
            case EXCLUSIVE -> held >= SHARED;
            default -> held >= RESERVED;
        };
    }

    /** Gives a lock up. A transaction that has not been committed by then is rolled back. */
    void unlock(int to) {
        if (inTransaction() && to <= SHARED) {
            pages.rollbackTransaction();
        }
        if (lock != UNLOCKED && to == UNLOCKED) {
            pages.unuse();
        }
        lock = to;
    }

    /** SQLite writes what is not one page of ours. */
    int writeOther(SqliteWasm wasm, int buffer, int count, double offset) {
        throw new IllegalStateException("a write of " + count + " bytes");
    }

    boolean reservedBySomebody() {
        for (PagerFile each : siblings) {
            if (each.inTransaction()) {
                return true;
            }
        }
        return false;
    }

    void close() {
        unlock(UNLOCKED);
        siblings.remove(this);
    }
}
