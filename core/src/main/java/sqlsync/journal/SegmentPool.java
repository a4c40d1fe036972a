package sqlsync.journal;

import java.util.List;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.Randomness;

/**
 * All segments of one {@link BlockStore}: those that belong to the logs of documents, and spare
 * ones made ahead of time. There must be one pool per store.
 */
public final class SegmentPool {
    private SegmentPool() {}

    /** Reads the superblocks of all segments, and finishes deletions that were interrupted. */
    public static void open(
            BlockStore store,
            Randomness randomness,
            JournalLimits limits,
            Completion<SegmentPool> done) {
        throw new UnsupportedOperationException();
    }

    public List<StoredDocument> documents() {
        throw new UnsupportedOperationException();
    }

    public boolean has(String documentId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens the log of a document, or makes one.
     *
     * @param recovered is shown what the log holds before {@code done} is told: the newest fold of
     *     the storage journal, the layers after it, then the timeline
     */
    public void openLog(String documentId, EntryVisitor recovered, Completion<DocumentLog> done) {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes a document that is not open: all of it is there, or nothing, whatever crashes. Absent
     * is deleted.
     */
    public void delete(String documentId, Completion<Void> done) {
        throw new UnsupportedOperationException();
    }
}
