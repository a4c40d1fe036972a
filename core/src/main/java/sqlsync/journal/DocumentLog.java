package sqlsync.journal;

import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * The log of one open document; holds its two journals, so that one flush makes an entry of each
 * durable together.
 */
public final class DocumentLog {
    DocumentLog() {}

    public Journal storage() {
        throw new UnsupportedOperationException();
    }

    public Journal timeline() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes durable what was appended before the call: all of it, or nothing. One batch is under
     * way at a time; calls meanwhile share the next.
     *
     * <p>On failure everything that is not durable is gone from the journals, not only what this
     * call meant. The log then goes on after its last durable entry, or is {@link #readOnly}.
     */
    public void flush(Completion<Void> done) {
        throw new UnsupportedOperationException();
    }

    /** Small text about the document, for {@link SegmentPool#documents}. */
    public byte[] label() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets the label; it is written when a segment is begun, and at {@link #close}.
     *
     * @param label at most {@link JournalLimits#LABEL_BYTES_MAX} bytes
     */
    public void setLabel(byte[] label) {
        throw new UnsupportedOperationException();
    }

    public LogStats stats() {
        throw new UnsupportedOperationException();
    }

    /** Nothing can be appended: {@link #problem} says why. */
    public boolean readOnly() {
        throw new UnsupportedOperationException();
    }

    /** Why the log is read-only, or null. */
    public StorageException problem() {
        throw new UnsupportedOperationException();
    }

    /** Makes a log writable again that a failure, not damage, made read-only. */
    public void reopen(Completion<Void> done) {
        throw new UnsupportedOperationException();
    }

    /** Flushes, writes the label, and lets go of the files. */
    public void close(Completion<Void> done) {
        throw new UnsupportedOperationException();
    }
}
