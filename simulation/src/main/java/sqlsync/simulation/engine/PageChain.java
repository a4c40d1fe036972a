package sqlsync.simulation.engine;

import java.util.Arrays;
import java.util.function.IntConsumer;
import sqlsync.page.Page;

/**
 * A string of bytes over pages: on the first the number of the next and the length, on each other
 * the number of the next, then bytes. Pages whose bytes stay the same are not touched.
 */
final class PageChain {
    private final PageCache cache;
    private final FreePages free;

    PageChain(PageCache cache, FreePages free) {
        this.cache = cache;
        this.free = free;
    }

    /**
     * @param offset where it begins on its first page
     */
    byte[] read(int first, int offset) {
        byte[] page = cache.page(first);
        byte[] all = new byte[Bytes.getInt(page, offset + 4)];
        int from = offset + 8;
        int next = Bytes.getInt(page, offset);
        int done = 0;
        while (true) {
            int length = Math.min(all.length - done, Page.BYTES - from);
            System.arraycopy(page, from, all, done, length);
            done += length;
            if (done == all.length) {
                return all;
            }
            page = cache.page(next);
            next = Bytes.getInt(page, 0);
            from = 4;
        }
    }

    /** Puts other bytes in the place of those that are there; a zeroed page holds none. */
    void write(int first, int offset, byte[] all) {
        if (Bytes.getInt(cache.page(first), offset + 4) != all.length) {
            Bytes.putInt(cache.writable(first), offset + 4, all.length);
        }
        int number = first;
        int head = offset;
        int from = offset + 8;
        int done = 0;
        while (true) {
            int length = Math.min(all.length - done, Page.BYTES - from);
            byte[] page = cache.page(number);
            if (!Arrays.equals(page, from, from + length, all, done, done + length)) {
                System.arraycopy(all, done, cache.writable(number), from, length);
            }
            done += length;
            int next = Bytes.getInt(page, head);
            if (done == all.length) {
                if (next != 0) {
                    Bytes.putInt(cache.writable(number), head, 0);
                    giveAll(next);
                }
                return;
            }
            if (next == 0) {
                next = free.take();
                Bytes.putInt(cache.writable(number), head, next);
            }
            number = next;
            head = 0;
            from = 4;
        }
    }

    /** Frees a chain that begins a page, with that page. */
    void giveAll(int first) {
        int number = first;
        while (number != 0) {
            int next = Bytes.getInt(cache.page(number), 0);
            free.give(number);
            number = next;
        }
    }

    /** Tells {@code seen} of every page after the first; it may free them. */
    void visitRest(int first, int offset, IntConsumer seen) {
        int number = Bytes.getInt(cache.page(first), offset);
        while (number != 0) {
            int next = Bytes.getInt(cache.page(number), 0);
            seen.accept(number);
            number = next;
        }
    }
}
