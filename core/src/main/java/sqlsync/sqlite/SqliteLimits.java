package sqlsync.sqlite;

/**
 * What one SQLite module may use.
 *
 * @param heapBytesMax bytes that SQLite allocates for all connections together (caches, sorters,
 *     values), 0 for no limit; a statement that needs more fails with {@link ResultCode#NO_MEMORY}
 * @param resultBytesMax bytes of one text or blob that a reading connection makes; a longer one
 *     fails with {@link ResultCode#TOO_BIG}
 */
public record SqliteLimits(int heapBytesMax, int resultBytesMax) {
    /** SQLite's own limit of a text or blob. */
    static final int BYTES_MAX = 1_000_000_000;

    public static final SqliteLimits NONE = new SqliteLimits(0, BYTES_MAX);
}
