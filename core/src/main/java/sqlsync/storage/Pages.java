package sqlsync.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;

/**
 * The page table of one document.
 *
 * <p>From the bottom up: the durable pages; sealed layers, oldest first, which somebody is writing
 * to a journal; one pending layer, which gathers committed transactions; and the open transaction.
 * The table always shows the top. Each level keeps the buffers it replaced, so that it can be
 * undone; a buffer that no level needs is used again.
 *
 * <p>A page lies in a buffer of its own, or, as one of {@link #adopt}, in the bytes that it was
 * read with: opening a document costs no buffer a page. When most of those pages were replaced, the
 * others move to buffers of their own, so that the bytes can go.
 */
public final class Pages {
    /** The largest database there can be: offsets within one are 31 bits. */
    public static final int PAGES_MAX = Integer.MAX_VALUE / Page.BYTES;

    /** How many are looked at, to be moved to buffers of their own, for each page that changes. */
    private static final int MOVED_FOR_ONE = 8;

    private int pagesMax;
    private byte[][] table = new byte[16][];

    /** Where each page begins in its array: not 0 where it lies in the bytes of a layer. */
    private int[] offsets = new int[16];

    /** How many pages lie in the bytes of layers. */
    private int adopted;

    private int adoptedMost;

    /** Up to this one, all pages have buffers of their own. */
    private int movedUpTo;

    private int pageCount;

    private final ReplacedPages transaction = new ReplacedPages();
    private int transactionPageCountBefore = -1;
    private final ReplacedPages pending = new ReplacedPages();
    private int pendingPageCountBefore = -1;
    private final List<Layer> sealed = new ArrayList<>();

    private final PageBuffers buffers = new PageBuffers();
    private final PageChanges changes = new PageChanges();
    private int readers;
    private int foreignChanges = 1;
    private int foreignSchemaChanges = 1;

    /** What readers see; null while they see the table. */
    private PageSnapshot held;

    /** {@code pagesMax}: how large the database may grow, in pages, up to {@link #PAGES_MAX}. */
    public Pages(int pagesMax) {
        if (pagesMax < 1 || pagesMax > PAGES_MAX) {
            throw new IllegalArgumentException("at most " + pagesMax + " pages");
        }
        this.pagesMax = pagesMax;
    }

    /**
     * Pages as {@code snapshot} shows them, for a reader; nothing may be written to them. They
     * share its buffers, so it must not be released before the reader is closed. Where nobody
     * releases it meanwhile, another thread than the snapshot's may read.
     */
    public static Pages of(PageSnapshot snapshot) {
        Pages pages = new Pages(PAGES_MAX);
        pages.table = snapshot.table();
        pages.offsets = snapshot.offsets();
        pages.pageCount = snapshot.pageCount();
        return pages;
    }

    public int pagesMax() {
        return pagesMax;
    }

    /** Lets the database grow to so many pages; one that is larger keeps its pages. */
    public void limit(int newPagesMax) {
        pagesMax = Math.max(1, Math.min(newPagesMax, PAGES_MAX));
    }

    /** Size of the database in pages, as the open transaction has it. */
    public int pageCount() {
        return pageCount;
    }

    /**
     * The page's current bytes, valid until something is written.
     *
     * @param number from 1 to {@link #pageCount}
     */
    public byte[] page(int number) {
        requireWithin(number);
        byte[] page = buffer(number);
        return page == null ? Page.ZEROS : page;
    }

    /**
     * The array that holds a page's current bytes, at {@link #offset}, until something is written.
     */
    public byte[] array(int number) {
        requireWithin(number);
        byte[] page = table[number - 1];
        return page == null ? Page.ZEROS : page;
    }

    /** Where the page begins in {@link #array}. */
    public int offset(int number) {
        return offsets[number - 1];
    }

    /** The page by itself: its buffer, null where it has none, or a copy. */
    private byte[] buffer(int number) {
        byte[] page = table[number - 1];
        int offset = offsets[number - 1];
        return offset == 0 ? page : Arrays.copyOfRange(page, offset, offset + Page.BYTES);
    }

    /** When which of them changed. */
    public PageChanges changes() {
        return changes;
    }

    /** As {@link #array}, where readers may be held on an older state. */
    public byte[] readerArray(int number) {
        return held == null ? array(number) : held.arrayOf(number);
    }

    /** Where the page begins in {@link #readerArray}. */
    public int readerOffset(int number) {
        return held == null ? offset(number) : held.offset(number - 1);
    }

    /** Size of the database in pages, as readers have it. */
    public int readerPageCount() {
        return held == null ? pageCount : held.pageCount();
    }

    // Beneath SQLite: called by the pager.

    /** A connection begins to look at pages; they cannot change beneath it until {@link #unuse}. */
    public void use() {
        readers++;
    }

    public void unuse() {
        readers--;
    }

    /** Moves on when pages changed other than by the pager's own transactions. */
    public int foreignChanges() {
        return foreignChanges;
    }

    /** Moves on when such a change may have changed the schema too. */
    public int foreignSchemaChanges() {
        return foreignSchemaChanges;
    }

    /**
     * Opens a transaction where none is open, and gives a page new bytes in it.
     *
     * @param number from 1; the database grows to it
     * @return the buffer that is the page from now on. Its contents are undefined: the caller fills
     *     all of it before anything else happens.
     */
    public byte[] replace(int number) {
        if (number < 1 || number > pagesMax) {
            throw new IllegalArgumentException("page " + number + " of at most " + pagesMax);
        }
        transactionPageCountBefore = inTransaction() ? transactionPageCountBefore : pageCount;
        ensureTable(number);
        pageCount = Math.max(pageCount, number);
        byte[] buffer = table[number - 1];
        if (!transaction.contains(number)) {
            transaction.add(number, buffer(number));
            buffer = buffers.take();
            set(number, buffer);
        } else if (buffer == null) {
            buffer = buffers.take();
            set(number, buffer);
        }
        return buffer;
    }

    /** Cuts or extends the database, in the open transaction or a new one. */
    public void truncate(int newPageCount) {
        requireSize(newPageCount);
        if (newPageCount == pageCount) {
            return;
        }
        transactionPageCountBefore = inTransaction() ? transactionPageCountBefore : pageCount;
        for (int number = newPageCount + 1; number <= pageCount; number++) {
            if (!transaction.contains(number)) {
                transaction.add(number, buffer(number));
            } else {
                buffers.giveBack(table[number - 1]);
            }
            set(number, null);
        }
        ensureTable(newPageCount);
        pageCount = newPageCount;
    }

    public boolean inTransaction() {
        return transactionPageCountBefore >= 0;
    }

    /** Puts what the open transaction wrote into the pending layer. */
    public void commitTransaction() {
        if (!inTransaction()) {
            return;
        }
        if (pendingPageCountBefore < 0) {
            pendingPageCountBefore = transactionPageCountBefore;
        }
        for (int i = 0; i < transaction.size(); i++) {
            int number = transaction.number(i);
            byte[] before = transaction.before(i);
            changes.replaced(number);
            if (pending.contains(number)) {
                buffers.giveBack(before);
            } else {
                pending.add(number, before);
            }
        }
        moveSome(transaction.size());
        transaction.clear();
        transactionPageCountBefore = -1;
        changes.replacedAll(first(), false);
    }

    /** Of pages that lie in the bytes of layers, when most of them have been replaced. */
    private void moveSome(int replaced) {
        if (adopted == 0 || adopted > adoptedMost / 2) {
            return;
        }
        for (int i = 0; i < replaced * MOVED_FOR_ONE && movedUpTo < pageCount; i++) {
            int number = ++movedUpTo;
            if (offsets[number - 1] > 0) {
                set(number, buffer(number));
            }
        }
    }

    /** Takes back what the open transaction wrote. */
    public void rollbackTransaction() {
        if (!inTransaction()) {
            return;
        }
        for (int i = 0; i < transaction.size(); i++) {
            int number = transaction.number(i);
            putBack(number, transaction.before(i));
        }
        pageCount = transactionPageCountBefore;
        transaction.clear();
        transactionPageCountBefore = -1;
    }

    // Above SQLite: called by the document, never while a transaction or a statement is open.

    /** Whether there are committed pages that no layer holds yet. */
    public boolean pending() {
        return pendingPageCountBefore >= 0;
    }

    /** Closes the pending layer. Returns null when there is none. */
    public Layer seal() {
        requireNoTransaction();
        if (!pending()) {
            return null;
        }
        int[] replaced = pending.sortedNumbers();
        byte[][] before = new byte[replaced.length][];
        int within = 0;
        for (int i = 0; i < replaced.length; i++) {
            before[i] = pending.beforeOf(replaced[i]);
            if (replaced[i] <= pageCount) {
                within++;
            }
        }
        byte[][] after = new byte[within][];
        for (int i = 0; i < within; i++) {
            after[i] = page(replaced[i]);
        }
        Layer layer = new Layer(pendingPageCountBefore, pageCount, replaced, before, after);
        pending.clear();
        pendingPageCountBefore = -1;
        sealed.add(layer);
        return layer;
    }

    /** The oldest sealed layer can no longer be lost: what it replaced is let go. */
    public void durable(Layer layer) {
        if (sealed.isEmpty() || sealed.get(0) != layer) {
            throw new IllegalStateException("not the oldest layer that is not durable");
        }
        sealed.remove(0);
        for (int i = 0; i < layer.replacedCount(); i++) {
            buffers.giveBack(layer.replacedBuffer(i));
        }
    }

    /** Drops the pending layer and all sealed ones: the table shows the durable pages again. */
    public void revert() {
        requireIdle();
        int cookieBefore = Page.schemaCookie(first());
        if (pending()) {
            for (int i = 0; i < pending.size(); i++) {
                changes.replaced(pending.number(i));
                putBack(pending.number(i), pending.before(i));
            }
            pageCount = pendingPageCountBefore;
            pending.clear();
            pendingPageCountBefore = -1;
        }
        for (int k = sealed.size() - 1; k >= 0; k--) {
            Layer layer = sealed.get(k);
            for (int i = 0; i < layer.replacedCount(); i++) {
                changes.replaced(layer.replacedNumber(i));
                putBack(layer.replacedNumber(i), layer.replacedBuffer(i));
            }
            pageCount = layer.pageCountBefore();
        }
        sealed.clear();
        changes.replacedAll(first(), true);
        foreignChanges++;
        // Each schema change moves the cookie on, so on the way back along one line of changes
        // an equal cookie does mean an equal schema.
        if (Page.schemaCookie(first()) != cookieBefore) {
            foreignSchemaChanges++;
        }
    }

    /** Makes the durable database this large. Only while there are no layers. */
    public void resize(int newPageCount) {
        requireNoLayers();
        requireSize(newPageCount);
        for (int number = newPageCount + 1; number <= pageCount; number++) {
            changes.replaced(number);
            putBack(number, null);
        }
        ensureTable(newPageCount);
        pageCount = newPageCount;
        changedByOthers();
    }

    /** Copies the bytes of one durable page in. Only while there are no layers. */
    public void load(int number, byte[] bytes, int offset) {
        requireNoLayers();
        requireWithin(number);
        if (offset < 0 || offset > bytes.length - Page.BYTES) {
            throw new IllegalArgumentException("page at " + offset + " of " + bytes.length);
        }
        byte[] buffer = buffers.take();
        System.arraycopy(bytes, offset, buffer, 0, Page.BYTES);
        changes.replaced(number);
        putBack(number, buffer);
        changedByOthers();
    }

    /**
     * Takes a written set of pages over the durable ones: size and pages, all or nothing. Only
     * while there are no layers.
     *
     * @throws sqlsync.codec.MalformedException if a page does not come out as it was
     */
    public void apply(SerializedPages layer) {
        apply(layer, false);
    }

    /**
     * As {@link #apply}, for bytes whose checksum is known to be right, and that nobody changes any
     * more: raw pages stay where they are, unless much else lies there.
     */
    public void adopt(SerializedPages layer) {
        apply(layer, layer.fillsItsArray());
    }

    private void apply(SerializedPages layer, boolean adopts) {
        requireNoLayers();
        byte[][] taken = new byte[layer.size()][];
        for (int i = 0; i < taken.length; i++) {
            int number = layer.number(i);
            if (!adopts || !layer.raw(i)) {
                taken[i] = buffers.take();
                layer.page(i, number <= pageCount ? page(number) : null, taken[i], 0);
            }
        }
        resize(layer.pageCount());
        for (int i = 0; i < taken.length; i++) {
            int number = layer.number(i);
            changes.replaced(number);
            putBack(number, taken[i]);
            if (taken[i] == null) {
                table[number - 1] = layer.array();
                offsets[number - 1] = layer.begin(i);
                adopted++;
            }
        }
        if (adopts) {
            adoptedMost = adopted;
            movedUpTo = 0;
        }
        changes.replacedAll(first(), true);
    }

    /** An unchanging view of what the table shows now, pending pages included. */
    public PageSnapshot freeze() {
        requireNoTransaction();
        buffers.snapshotTaken();
        return new PageSnapshot(
                buffers, Arrays.copyOf(table, pageCount), Arrays.copyOf(offsets, pageCount));
    }

    /** An unchanging view of what readers see. */
    public PageSnapshot freezeForReaders() {
        return held == null ? freeze() : held.again();
    }

    /** Readers go on seeing what the table shows now. */
    public void holdReaders() {
        requireIdle();
        if (held == null) {
            held = freeze();
            changes.hold();
        }
    }

    /** Readers see the table again. */
    public void releaseReaders() {
        if (held != null) {
            held.release();
            held = null;
            changedByOthers();
            changes.release();
        }
    }

    private void changedByOthers() {
        changes.replacedAll(first(), true);
        foreignChanges++;
        foreignSchemaChanges++;
    }

    private byte[] first() {
        return pageCount == 0 ? Page.ZEROS : page(1);
    }

    private void ensureTable(int size) {
        if (size > table.length) {
            int length = Math.max(size, table.length + (table.length >> 1));
            table = Arrays.copyOf(table, length);
            offsets = Arrays.copyOf(offsets, length);
        }
    }

    private void putBack(int number, byte[] buffer) {
        if (offsets[number - 1] == 0) {
            buffers.giveBack(table[number - 1]);
        }
        set(number, buffer);
    }

    private void set(int number, byte[] buffer) {
        table[number - 1] = buffer;
        if (offsets[number - 1] > 0) {
            offsets[number - 1] = 0;
            adopted--;
        }
    }

    private void requireSize(int pages) {
        if (pages < 0 || pages > pagesMax) {
            throw new IllegalArgumentException(pages + " pages of at most " + pagesMax);
        }
    }

    private void requireWithin(int number) {
        if (number < 1 || number > pageCount) {
            throw new IllegalArgumentException("page " + number + " of " + pageCount);
        }
    }

    private void requireNoTransaction() {
        if (inTransaction()) {
            throw new IllegalStateException("a transaction is open");
        }
    }

    private void requireIdle() {
        requireNoTransaction();
        if (readers > 0) {
            throw new IllegalStateException("a statement is still reading");
        }
    }

    private void requireNoLayers() {
        requireIdle();
        if (pending() || !sealed.isEmpty()) {
            throw new IllegalStateException("there are layers on top of the durable pages");
        }
    }
}
