package sqlsync.journal;

import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * Shows the entries of a range, one after the other. Entries may be dropped or folded meanwhile:
 * then it fails with {@link JournalException.LsnNotFound}, or shows the fold, which may begin
 * before what comes next.
 */
public interface JournalCursor {
    /**
     * Shows the next entry; null behind the last. Its bytes may be used until this is called again.
     * Of a fold only the head is shown: {@link #read} reads it, in pieces. One call at a time.
     *
     * <p>Fails with {@link JournalException.Corrupt} where the entry is not what was written.
     */
    void next(Completion<Entry, StorageException> done);

    /**
     * Reads bytes of the current entry as it is encoded, without a look at its checksum.
     *
     * @param offset from the beginning of its header
     * @throws IllegalArgumentException if they are not all inside the entry
     */
    void read(int offset, int length, Completion<byte[], StorageException> done);
}
