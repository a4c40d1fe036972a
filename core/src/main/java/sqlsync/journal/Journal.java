package sqlsync.journal;

/**
 * An append-only list of entries, numbered by LSN, one of the two in a {@link DocumentLog}.
 *
 * <p>What is done here is seen here at once, and is durable when a {@link DocumentLog#flush} that
 * was called after it has succeeded. When a flush fails, everything since the last one that
 * succeeded is undone here, too.
 */
public interface Journal {
    JournalId id();

    /** The entries that are there; an empty range still knows the next LSN. */
    LsnRange range();

    /**
     * Appends an entry.
     *
     * @param stamp 64 random bits that tell this entry from any other with the same LSN
     * @param payload copied before the call returns
     * @return its LSN
     * @throws sqlsync.platform.StorageException where the log is read-only
     */
    long append(long stamp, byte[] payload);

    /**
     * Forgets all entries up to an LSN. A fold goes when all it covers has gone. Dropped entries
     * never come back.
     *
     * @param upTo inclusive; nothing happens if it is before the range
     * @throws IllegalArgumentException if it is after the range
     */
    void dropPrefix(long upTo);

    /**
     * Begins to replace the storage journal's oldest entries by a single one. Appends go on
     * meanwhile; there is one fold at a time.
     *
     * @param upTo last LSN that it covers, inclusive; it must be durable
     * @throws IllegalStateException if this is a timeline, or a fold is under way
     */
    Fold beginFold(long upTo);
}
