package sqlsync.journal;

/**
 * Asks for what comes after an LSN.
 *
 * @param after the last LSN that is there, 0 if none is
 * @param stamp of that LSN; 0 where none is, or it is not known any more
 * @param maxBytes the most that the answer brings, but for one entry that is longer
 */
public record SyncRequest(JournalId journal, long after, long stamp, int maxBytes) {}
