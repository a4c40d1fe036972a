package sqlsync.journal;

import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * An append-only list of entries, numbered by LSN, one of those in a {@link DocumentLog}.
 *
 * <p>What is done here is seen here at once, and is durable when a {@link DocumentLog#flush} that
 * was called after it has succeeded. When a flush fails, everything since the last one that
 * succeeded is undone here, too.
 */
public interface Journal {
    JournalId id();

    /** The entries that are there; an empty range still knows the next LSN. */
    LsnRange range();

    /** Those of them that are durable. */
    LsnRange durableRange();

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
     * @throws IllegalStateException if this is not storage, or a fold is under way
     */
    Fold beginFold(long upTo);

    /** Whether a fold is under way, begun here or received. */
    boolean folding();

    /**
     * Shows entries from the first of {@code range} on, durable or not.
     *
     * @throws JournalException.LsnNotFound if an end of the range is not there
     */
    JournalCursor entries(LsnRange range);

    /** Shows entries from the last of {@code range} backwards; see {@link #entries}. */
    JournalCursor entriesBackward(LsnRange range);

    /**
     * Appends an entry made elsewhere as it is: LSN, stamp and checksum stay.
     *
     * @param from the journal that it was made in
     * @return false where it is here already, and nothing happened
     * @throws JournalException.Mismatch if this is another journal
     * @throws JournalException.NonContiguous if entries are missing before it
     * @throws JournalException.Diverged if another entry is here with its LSN
     * @throws sqlsync.codec.MalformedException if it is not a single entry of this kind of journal
     */
    boolean receive(JournalId from, EncodedEntry entry);

    /**
     * Receives entries back to back, as {@link SyncAnswer.Entries} brings them. Where one is
     * refused, those before it stay appended.
     *
     * @throws sqlsync.codec.MalformedException also where the bytes do not end with an entry
     */
    void receive(JournalId from, byte[] entries);

    /**
     * Whether a fold continues what is here: {@code first <= mine + 1 <= last}. False where all of
     * it is here already; it throws what {@link #receive} throws where it does not fit.
     */
    boolean wantsFold(JournalId from, EntryHead fold);

    /**
     * Begins to receive a fold that is {@link #wantsFold wanted}; its payload, stamps and all, is
     * written as it comes. A fold that is being made here ends, and fails. Where the last entry
     * here is not the one that went into the fold, a write fails with {@link
     * JournalException.Diverged}; where the payload is not the header's, finishing fails with
     * {@link JournalException.Unsound}.
     */
    Fold receiveFold(JournalId from, EntryHead fold);

    /** What to ask of another holder of this journal, to get what comes after what is durable. */
    SyncRequest syncRequest(int maxBytes);

    /**
     * Answers another holder of this journal from what is durable here.
     *
     * @throws JournalException.Mismatch if it speaks of another journal
     */
    void syncPrepare(SyncRequest request, Completion<SyncAnswer, StorageException> done);
}
