package sqlsync.indexeddb;

/**
 * How files lie in IndexedDB.
 *
 * <pre>
 * store "files"   key: file number                     value: size in bytes
 * store "blocks"  key: file number * 2^32 + block      value: Uint8Array of up to BLOCK_BYTES bytes
 *                 key: -1                              value: Uint8Array, the owner: who may write
 * </pre>
 *
 * Keys are doubles; file numbers stay below 2^20, so that every key is exact. A block that is not
 * there, or is shorter than it could be, ends in zeros. Values stay far below 64 KiB, from where
 * Chromium stores them apart, with three syncs instead of one.
 */
final class IndexedDbLayout {
    static final int VERSION = 1;
    static final String FILES = "files";
    static final String BLOCKS = "blocks";
    static final int BLOCK_BYTES = 8192;
    static final double OWNER = -1;
    static final int FILE_MAX = (1 << 20) - 1;
    static final double BLOCKS_PER_FILE = 4294967296.0;

    private IndexedDbLayout() {}

    static double key(int file, long block) {
        return file * BLOCKS_PER_FILE + block;
    }
}
