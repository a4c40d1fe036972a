package sqlsync.storage;

import java.util.Arrays;
import sqlsync.page.Page;

/**
 * When each page of a document last changed, for readers: by commits of its own, by a revert, by
 * pages of others.
 *
 * <p>Time is counted in <em>marks</em>. {@link #mark} stands for what readers see now; a page that
 * changes later {@link #changedAfter} it. Whoever keeps the mark of the moment at which it read
 * some pages can ask whether it would read the same again.
 *
 * <p>Page 1 is in every transaction, because of the counters in its header: it counts as changed
 * only where the rest of it did, which is the schema and the numbers that users set.
 */
public final class PageChanges {
    /**
     * The header of page 1 from here to {@link #SETTINGS_END}: the schema cookie, user_version …
     */
    private static final int SETTINGS = Page.SCHEMA_COOKIE;

    private static final int SETTINGS_END = 92;

    /** Where the root of the schema's table begins. */
    private static final int SCHEMA = 100;

    /** By page number less one: the mark that the change came before; 0 for none. */
    private int[] changedBefore = new int[64];

    private int anyChangedBefore;
    private int next = 1;
    private boolean changed;
    private boolean firstReplaced;
    private byte[] first = Page.ZEROS;

    /** What readers see while {@link #hold} is in force; 0 for the present. */
    private int held;

    private Runnable listener = () -> {};

    /**
     * Stands for all that readers see now: equal as long as nothing changes, and greater after
     * that.
     */
    public int mark() {
        if (held != 0) {
            return held;
        }
        if (changed) {
            changed = false;
            next++;
        }
        return next - 1;
    }

    /** Whether a page has changed since {@link #mark} gave that mark. */
    public boolean changedAfter(int page, int mark) {
        return page <= changedBefore.length && changedBefore[page - 1] > mark;
    }

    /** Whether anything at all has, the counters of page 1 among it. */
    public boolean anyChangedAfter(int mark) {
        return anyChangedBefore > mark;
    }

    /**
     * Calls {@code told} when something changes for the first time after a {@link #mark}, in the
     * middle of that: it may only make a note of it.
     */
    public void onChange(Runnable told) {
        listener = told;
    }

    /**
     * From here on readers are kept on what they see now, in a frozen state of the pages, until
     * {@link #release}: a mark stands for that, and nobody is told of changes.
     */
    public void hold() {
        held = mark();
    }

    /** Readers see the present again. */
    public void release() {
        held = 0;
        if (changed) {
            listener.run();
        }
    }

    /** A page was written, or taken away. {@link #replacedAll} follows. */
    void replaced(int page) {
        if (page == 1) {
            firstReplaced = true;
        } else {
            set(page);
        }
    }

    /**
     * The replacing has ended.
     *
     * @param firstPage as it is now
     * @param byOthers not by SQLite, which moves the schema cookie with each change of the schema
     */
    void replacedAll(byte[] firstPage, boolean byOthers) {
        if (firstReplaced) {
            firstReplaced = false;
            if (!Arrays.equals(firstPage, SETTINGS, SETTINGS_END, first, SETTINGS, SETTINGS_END)
                    || byOthers
                            && !Arrays.equals(
                                    firstPage, SCHEMA, Page.BYTES, first, SCHEMA, Page.BYTES)) {
                set(1);
                first = Arrays.copyOf(firstPage, Page.BYTES);
            }
        }
        anyChangedBefore = next;
        if (!changed) {
            changed = true;
            if (held == 0) {
                listener.run();
            }
        }
    }

    private void set(int page) {
        if (page > changedBefore.length) {
            changedBefore = Arrays.copyOf(changedBefore, Math.max(page, changedBefore.length * 2));
        }
        changedBefore[page - 1] = next;
    }
}
