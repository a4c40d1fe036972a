package sqlsync.journal;

/** What a journal says to another holder of it. */
public sealed interface SyncAnswer {
    /** There is nothing after what you have. */
    record UpToDate() implements SyncAnswer {}

    /**
     * Here is what comes next, or a part of it: who asks again gets more.
     *
     * @param range the LSNs
     * @param encoded the entries back to back
     */
    record Entries(LsnRange range, byte[] encoded) implements SyncAnswer {}

    /**
     * What comes next is folded: take the fold instead.
     *
     * @param fold to be closed when it was read
     */
    record Folded(EntryReader fold) implements SyncAnswer {}

    /**
     * You have what was never here, or has been lost here.
     *
     * @param lsn where it shows
     */
    record Diverged(long lsn) implements SyncAnswer {}
}
