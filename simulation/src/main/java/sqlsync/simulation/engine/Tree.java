package sqlsync.simulation.engine;

import sqlsync.page.Page;

/** The rows of one table by their keys, from its root page on. */
final class Tree {
    private final Storage storage;
    private final PageCache cache;
    private final int root;

    Tree(Storage storage, int root) {
        this.storage = storage;
        this.cache = storage.cache;
        this.root = root;
    }

    /** Makes a zeroed page the root of an empty table. */
    void create() {
        Leaf.clear(cache.writable(root));
    }

    private Directory directory() {
        byte[] page = cache.page(root);
        return switch (page[0]) {
            case Leaf.KIND -> Directory.of(root);
            case Directory.KIND -> Directory.decode(storage.chain.read(root, Directory.CHAIN));
            default -> throw EngineException.corrupt();
        };
    }

    private byte[] leafOf(long key) {
        byte[] page = cache.page(root);
        if (page[0] == Leaf.KIND) {
            return page;
        }
        Directory directory = directory();
        return leaf(directory.leaf(directory.find(key)));
    }

    private byte[] leaf(int number) {
        byte[] page = cache.page(number);
        if (page[0] != Leaf.KIND) {
            throw EngineException.corrupt();
        }
        return page;
    }

    /** The row of a key; null for none. */
    byte[] get(long key) {
        byte[] leaf = leafOf(key);
        int cell = Leaf.find(leaf, key);
        return cell < Leaf.end(leaf) && Leaf.key(leaf, cell) == key ? row(leaf, cell) : null;
    }

    private byte[] row(byte[] leaf, int cell) {
        int longRow = Leaf.longRow(leaf, cell);
        return longRow == 0 ? Leaf.shortRow(leaf, cell) : storage.chain.read(longRow, 0);
    }

    /** Gets rows in the order of their keys. */
    interface Visitor {
        /** Whether another row is wanted. */
        boolean row(long key, byte[] row);
    }

    /** Visits keys from {@code low} to {@code high}, both inclusive. Nothing may change while. */
    void scan(long low, long high, Visitor visitor) {
        Directory directory = directory();
        for (int i = directory.find(low); i < directory.size(); i++) {
            byte[] leaf = leaf(directory.leaf(i));
            int end = Leaf.end(leaf);
            for (int cell = Leaf.find(leaf, low); cell < end; cell = Leaf.next(leaf, cell)) {
                long key = Leaf.key(leaf, cell);
                if (key > high || !visitor.row(key, row(leaf, cell))) {
                    return;
                }
            }
        }
    }

    /** The greatest key; null of an empty table. */
    Long last() {
        byte[] leaf = leafOf(Long.MAX_VALUE);
        Long last = null;
        for (int cell = Leaf.CELLS; cell < Leaf.end(leaf); cell = Leaf.next(leaf, cell)) {
            last = Leaf.key(leaf, cell);
        }
        return last;
    }

    /** Inserts or replaces a row. */
    void put(long key, byte[] row) {
        Directory directory = directory();
        int i = directory.find(key);
        byte[] leaf = cache.writable(directory.leaf(i));
        int at = Leaf.find(leaf, key);
        if (at < Leaf.end(leaf) && Leaf.key(leaf, at) == key) {
            drop(leaf, at);
        }
        int longRow = 0;
        if (Leaf.isLong(row.length)) {
            longRow = storage.free.take();
            storage.chain.write(longRow, 0, row);
        }
        byte[] cell = Leaf.cell(key, row, longRow);
        if (Leaf.fits(leaf, cell.length)) {
            Leaf.insert(leaf, at, cell, 0, cell.length);
        } else {
            split(directory, i, leaf, at, cell);
        }
    }

    private void drop(byte[] leaf, int cell) {
        int longRow = Leaf.longRow(leaf, cell);
        if (longRow != 0) {
            storage.chain.giveAll(longRow);
        }
        Leaf.remove(leaf, cell, Leaf.cellBytes(leaf, cell));
    }

    /** Two leaves for one: half and half, or what comes last by itself, as tables grow. */
    private void split(Directory directory, int i, byte[] leaf, int at, byte[] cell) {
        int end = Leaf.end(leaf);
        byte[] cells = new byte[end + cell.length];
        System.arraycopy(leaf, 0, cells, 0, at);
        System.arraycopy(cell, 0, cells, at, cell.length);
        System.arraycopy(leaf, at, cells, at + cell.length, end - at);
        int middle = at;
        if (at < end || i < directory.size() - 1) {
            middle = Leaf.next(cells, Leaf.CELLS);
            while (middle < cells.length / 2 || cells.length - middle > Leaf.ROOM) {
                middle = Leaf.next(cells, middle);
            }
        }
        boolean wasRoot = directory.leaf(i) == root;
        if (wasRoot) {
            directory.set(i, storage.free.take());
        }
        fill(directory.leaf(i), cells, Leaf.CELLS, middle);
        int right = storage.free.take();
        fill(right, cells, middle, cells.length);
        directory.insert(i + 1, Leaf.key(cells, middle), right);
        if (wasRoot) {
            byte[] page = cache.writable(root);
            java.util.Arrays.fill(page, (byte) 0);
            page[0] = Directory.KIND;
        }
        storage.chain.write(root, Directory.CHAIN, directory.encode());
    }

    private void fill(int number, byte[] cells, int from, int to) {
        byte[] page = cache.writable(number);
        Leaf.clear(page);
        Leaf.insert(page, Leaf.CELLS, cells, from, to);
    }

    /** Removes the row of a key, which must be there. */
    void remove(long key) {
        Directory directory = directory();
        int i = directory.find(key);
        byte[] leaf = cache.writable(directory.leaf(i));
        drop(leaf, Leaf.find(leaf, key));
        if (Leaf.end(leaf) > Leaf.CELLS || directory.size() == 1) {
            return;
        }
        storage.free.give(directory.leaf(i));
        directory.remove(i);
        if (directory.size() > 1) {
            storage.chain.write(root, Directory.CHAIN, directory.encode());
            return;
        }
        // The last leaf becomes the root.
        storage.chain.write(root, Directory.CHAIN, new byte[0]);
        System.arraycopy(cache.page(directory.leaf(0)), 0, cache.writable(root), 0, Page.BYTES);
        storage.free.give(directory.leaf(0));
    }

    /** Frees all pages of the table, the root too. */
    void drop() {
        visitPages(storage.free::give);
    }

    /** Tells {@code seen} of every page; it may free them. */
    void visitPages(java.util.function.IntConsumer seen) {
        Directory directory = directory();
        for (int i = 0; i < directory.size(); i++) {
            byte[] leaf = leaf(directory.leaf(i));
            for (int cell = Leaf.CELLS; cell < Leaf.end(leaf); cell = Leaf.next(leaf, cell)) {
                int longRow = Leaf.longRow(leaf, cell);
                for (int page = longRow; page != 0; ) {
                    int next = Bytes.getInt(cache.page(page), 0);
                    seen.accept(page);
                    page = next;
                }
            }
            if (directory.leaf(i) != root) {
                seen.accept(directory.leaf(i));
            }
        }
        if (cache.page(root)[0] == Directory.KIND) {
            storage.chain.visitRest(root, Directory.CHAIN, seen);
        }
        seen.accept(root);
    }
}
