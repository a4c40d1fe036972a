package sqlsync.simulation.engine;

/**
 * Pages of the database that hold nothing. As in SQLite a trunk page lists others: the next trunk,
 * how many follow, their numbers. Unlike SQLite, free pages at the end of the file are cut off.
 */
final class FreePages {
    private static final int COUNT = 4;
    private static final int NUMBERS = 8;
    private static final int NUMBERS_MAX = 1022;

    private final PageCache cache;

    FreePages(PageCache cache) {
        this.cache = cache;
    }

    int count() {
        return cache.pageCount() == 0 ? 0 : Bytes.getInt(cache.page(1), Header.FREE_PAGES);
    }

    private int trunk() {
        return Bytes.getInt(cache.page(1), Header.FIRST_FREE_TRUNK);
    }

    private void set(int trunk, int count) {
        byte[] first = cache.writable(1);
        Bytes.putInt(first, Header.FIRST_FREE_TRUNK, trunk);
        Bytes.putInt(first, Header.FREE_PAGES, count);
    }

    /** A zeroed page, taken from here or from the end of the file. */
    int take() {
        int trunk = trunk();
        if (trunk == 0) {
            cache.grow();
            return cache.pageCount();
        }
        int listed = Bytes.getInt(cache.page(trunk), COUNT);
        int taken = trunk;
        if (listed == 0) {
            set(Bytes.getInt(cache.page(trunk), 0), count() - 1);
        } else {
            byte[] page = cache.writable(trunk);
            taken = Bytes.getInt(page, NUMBERS + 4 * (listed - 1));
            Bytes.putInt(page, COUNT, listed - 1);
            set(trunk, count() - 1);
        }
        java.util.Arrays.fill(cache.writable(taken), (byte) 0);
        return taken;
    }

    void give(int number) {
        int trunk = trunk();
        int listed = trunk == 0 ? NUMBERS_MAX : Bytes.getInt(cache.page(trunk), COUNT);
        if (listed < NUMBERS_MAX) {
            byte[] page = cache.writable(trunk);
            Bytes.putInt(page, NUMBERS + 4 * listed, number);
            Bytes.putInt(page, COUNT, listed + 1);
            set(trunk, count() + 1);
        } else {
            byte[] page = cache.writable(number);
            Bytes.putInt(page, 0, trunk);
            Bytes.putInt(page, COUNT, 0);
            set(number, count() + 1);
        }
    }

    /** Cuts off what is free at the end of the file, as far as the first trunk knows. */
    void cut() {
        while (trunk() != 0) {
            int trunk = trunk();
            int last = cache.pageCount();
            byte[] page = cache.page(trunk);
            int listed = Bytes.getInt(page, COUNT);
            if (trunk == last && listed == 0) {
                set(Bytes.getInt(page, 0), count() - 1);
            } else if (trunk == last) {
                // One of those that it lists takes its place.
                int heir = Bytes.getInt(page, NUMBERS + 4 * (listed - 1));
                System.arraycopy(page, 0, cache.writable(heir), 0, page.length);
                Bytes.putInt(cache.writable(heir), COUNT, listed - 1);
                set(heir, count() - 1);
            } else {
                int at = NUMBERS;
                while (at < NUMBERS + 4 * listed && Bytes.getInt(page, at) != last) {
                    at += 4;
                }
                if (at == NUMBERS + 4 * listed) {
                    return;
                }
                page = cache.writable(trunk);
                Bytes.putInt(page, at, Bytes.getInt(page, NUMBERS + 4 * (listed - 1)));
                Bytes.putInt(page, COUNT, listed - 1);
                set(trunk, count() - 1);
            }
            cache.shrink();
        }
    }

    /** Tells {@code seen} of every free page. */
    void visit(java.util.function.IntConsumer seen) {
        for (int trunk = cache.pageCount() == 0 ? 0 : trunk(); trunk != 0; ) {
            seen.accept(trunk);
            byte[] page = cache.page(trunk);
            for (int i = 0; i < Bytes.getInt(page, COUNT); i++) {
                seen.accept(Bytes.getInt(page, NUMBERS + 4 * i));
            }
            trunk = Bytes.getInt(page, 0);
        }
    }
}
