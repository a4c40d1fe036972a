package sqlsync.simulation.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import sqlsync.page.Page;

/**
 * The pages of one connection, as SQLite's pager keeps them: read once and cached until the 16
 * bytes at the change counter are others than before; written at the commit, or earlier where they
 * are too many.
 */
final class PageCache {
    private static final int VERSION_BYTES = 16;

    private final VfsFile file;
    private byte[][] pages = new byte[8][];
    private final BitSet dirty = new BitSet();
    private final Deque<Undo> undos = new ArrayDeque<>();
    private final byte[] version = new byte[VERSION_BYTES];
    private final byte[] asked = new byte[VERSION_BYTES];
    private int lock = VfsFile.UNLOCKED;
    private int pageCount;
    private int pageCountBefore;
    private boolean spilled;
    private int cachePages = 500;
    private int pagesMax = Integer.MAX_VALUE;

    PageCache(VfsFile file) {
        this.file = file;
    }

    VfsFile file() {
        return file;
    }

    int pageCount() {
        return pageCount;
    }

    int pagesMax() {
        return pagesMax;
    }

    /** Never below the present size. */
    void limit(int most) {
        pagesMax = Math.max(most, pageCount);
    }

    void cacheSize(int count) {
        cachePages = Math.max(1, count);
    }

    boolean writing() {
        return lock >= VfsFile.RESERVED;
    }

    /** Takes the shared lock, unless it is held, and drops the cache if others changed pages. */
    void beginRead() {
        if (lock != VfsFile.UNLOCKED) {
            return;
        }
        file.lock(VfsFile.SHARED);
        lock = VfsFile.SHARED;
        int size = file.sizeInPages();
        if (size == 0) {
            Arrays.fill(asked, (byte) 0);
        } else {
            file.read(asked, VERSION_BYTES, Page.CHANGE_COUNTER);
        }
        if (!Arrays.equals(asked, version)) {
            Arrays.fill(pages, null);
            Arrays.fill(version, (byte) 0);
        }
        pageCount = size;
        if (size > 0) {
            byte[] first = page(1);
            if (!Header.isThere(first)) {
                throw new EngineException(26, "file is not a database");
            }
            int said = Header.pageCount(first);
            pageCount = said == 0 ? size : said;
        }
    }

    /** Takes the reserved lock; an empty database gets its first page. */
    void beginWrite() {
        if (file.readOnly) {
            throw EngineException.ofFile(sqlsync.sqlite.ResultCode.READ_ONLY);
        }
        if (writing()) {
            return;
        }
        file.lock(VfsFile.RESERVED);
        lock = VfsFile.RESERVED;
        pageCountBefore = pageCount;
        if (pageCount == 0) {
            Header.write(grow());
        }
    }

    /** The page's bytes, not to be changed. */
    byte[] page(int number) {
        if (number < 1 || number > pageCount) {
            throw EngineException.corrupt();
        }
        ensure(number);
        byte[] page = pages[number];
        if (page == null) {
            page = new byte[Page.BYTES];
            file.readPage(number, page);
            pages[number] = page;
            if (number == 1) {
                remember(page);
            }
        }
        return page;
    }

    /** What is cached belongs to this state of page 1. */
    private void remember(byte[] first) {
        System.arraycopy(first, Page.CHANGE_COUNTER, version, 0, VERSION_BYTES);
    }

    /** The page's bytes, to be changed now. */
    byte[] writable(int number) {
        byte[] page = page(number);
        Undo undo = undos.peek();
        if (undo != null && !undo.contains(number)) {
            undo.add(number, number > undo.pageCount ? null : page.clone());
        }
        dirty.set(number);
        return page;
    }

    /** Adds a zeroed page at the end. */
    byte[] grow() {
        if (pageCount >= pagesMax) {
            throw EngineException.full();
        }
        int number = ++pageCount;
        ensure(number);
        pages[number] = new byte[Page.BYTES];
        return writable(number);
    }

    /** Cuts the last page off. */
    void shrink() {
        writable(pageCount);
        dirty.clear(pageCount);
        pages[pageCount--] = null;
    }

    /** From here on changes can be taken back by {@link #undo}. */
    void mark() {
        undos.push(new Undo(pageCount));
    }

    /** The last mark is not needed any more. */
    void unmark() {
        Undo undo = undos.pop();
        if (!undos.isEmpty()) {
            undos.peek().addAll(undo);
        }
    }

    /** Takes back what changed since the last mark, and forgets the mark. */
    void undo() {
        Undo undo = undos.pop();
        for (int i = undo.size() - 1; i >= 0; i--) {
            int number = undo.number(i);
            ensure(number);
            pages[number] = undo.before(i);
            dirty.set(number, undo.before(i) != null);
        }
        pageCount = undo.pageCount;
    }

    /** Writes what changed to the file if it is more than the cache should hold. */
    void spill() {
        if (dirty.cardinality() > cachePages) {
            exclusive();
            writeDirty();
            spilled = true;
        }
    }

    private void exclusive() {
        if (lock < VfsFile.EXCLUSIVE) {
            file.lock(VfsFile.EXCLUSIVE);
            lock = VfsFile.EXCLUSIVE;
        }
    }

    private void writeDirty() {
        for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
            file.writePage(i, pages[i]);
        }
        dirty.clear();
    }

    /** Everything counts; where that fails, the transaction is still open. */
    void commit() {
        exclusive();
        if (!dirty.isEmpty() || spilled || pageCount != pageCountBefore) {
            undos.clear();
            byte[] first = writable(1);
            Header.moveOn(first, pageCount);
            writeDirty();
            if (pageCount < file.sizeInPages()) {
                file.truncate(pageCount);
            }
            remember(first);
        }
        file.committed();
        ended();
    }

    void rollback() {
        if (!writing()) {
            return;
        }
        if (spilled) {
            Arrays.fill(pages, null);
        } else {
            for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
                pages[i] = null;
            }
        }
        dirty.clear();
        pageCount = pageCountBefore;
        ended();
    }

    private void ended() {
        undos.clear();
        spilled = false;
        file.unlock(VfsFile.SHARED);
        lock = VfsFile.SHARED;
    }

    void endRead() {
        if (lock != VfsFile.UNLOCKED) {
            lock = VfsFile.UNLOCKED;
            file.unlock(VfsFile.UNLOCKED);
        }
    }

    private void ensure(int number) {
        if (number >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(number + 1, pages.length * 2));
        }
    }
}
