package sqlsync.journal;

import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * An entry in the making, or being received, that will stand for all before it. It is written a
 * chunk at a time into a segment of its own, and counts from the moment its {@link #finish}
 * succeeds; before that a crash forgets it.
 */
public interface Fold {
    /**
     * Writes the next bytes of the payload; the array belongs to the fold from here on. One write
     * at a time.
     */
    void write(byte[] chunk, Completion<Void, StorageException> done);

    /**
     * Makes the fold durable, puts it in place of what it covers, and lets go of segments that
     * nobody needs any more. After a failure the fold is abandoned and the journal is as it was.
     */
    void finish(Completion<Void, StorageException> done);

    /** Forgets the fold. */
    void abandon();
}
