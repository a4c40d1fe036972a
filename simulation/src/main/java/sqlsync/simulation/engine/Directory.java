package sqlsync.simulation.engine;

import java.util.Arrays;

/**
 * The leaves of a table that has more than one: on its root, after a byte that says so, a chain of
 * pages with the lowest key (8) and the number (4) of each leaf. The first has the lowest key there
 * can be.
 */
final class Directory {
    static final byte KIND = 2;
    static final int CHAIN = 4;
    private static final int ENTRY = 12;

    private long[] keys;
    private int[] leaves;
    private int size;

    private Directory(int capacity) {
        keys = new long[capacity];
        leaves = new int[capacity];
    }

    /** Of a single leaf, which is the root. */
    static Directory of(int root) {
        Directory directory = new Directory(2);
        directory.insert(0, Long.MIN_VALUE, root);
        return directory;
    }

    static Directory decode(byte[] bytes) {
        int size = bytes.length / ENTRY;
        Directory directory = new Directory(size + 1);
        for (int i = 0; i < size; i++) {
            directory.keys[i] = Bytes.getLong(bytes, i * ENTRY);
            directory.leaves[i] = Bytes.getInt(bytes, i * ENTRY + 8);
        }
        directory.size = size;
        return directory;
    }

    byte[] encode() {
        byte[] bytes = new byte[size * ENTRY];
        for (int i = 0; i < size; i++) {
            Bytes.putLong(bytes, i * ENTRY, keys[i]);
            Bytes.putInt(bytes, i * ENTRY + 8, leaves[i]);
        }
        return bytes;
    }

    int size() {
        return size;
    }

    int leaf(int i) {
        return leaves[i];
    }

    long key(int i) {
        return keys[i];
    }

    void set(int i, int leaf) {
        leaves[i] = leaf;
    }

    /** The one leaf that may hold a key. */
    int find(long key) {
        int found = Arrays.binarySearch(keys, 0, size, key);
        return found >= 0 ? found : -found - 2;
    }

    void insert(int at, long key, int leaf) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            leaves = Arrays.copyOf(leaves, size * 2);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(leaves, at, leaves, at + 1, size - at);
        keys[at] = key;
        leaves[at] = leaf;
        size++;
    }

    void remove(int at) {
        size--;
        System.arraycopy(keys, at + 1, keys, at, size - at);
        System.arraycopy(leaves, at + 1, leaves, at, size - at);
        keys[0] = Long.MIN_VALUE;
    }
}
