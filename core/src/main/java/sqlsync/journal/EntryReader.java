package sqlsync.journal;

import java.util.List;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * Reads a fold in pieces. As long as it is open, the fold stays on disk, also where a newer one
 * takes its place: whoever opens one must close it, or lose the room.
 */
public final class EntryReader {
    private final DocumentLog log;
    private final Segment segment;
    private final EntryHead head;
    private boolean closed;

    EntryReader(DocumentLog log, Segment segment, EntryHead head) {
        this.log = log;
        this.segment = segment;
        this.head = head;
        segment.readers++;
    }

    public EntryHead head() {
        return head;
    }

    /**
     * Reads bytes of the entry as it is encoded, without a look at its checksum.
     *
     * @param offset from the beginning of its header
     * @throws IllegalArgumentException if they are not all inside the entry
     */
    public void read(int offset, int length, Completion<byte[], StorageException> done) {
        log.requireOpen();
        if (closed) {
            throw new IllegalStateException("The reader is closed.");
        }
        piece(log, segment, SegmentFormat.RECORDS_AT, head, offset, length, done);
    }

    /** Lets go of the fold. */
    public void close() {
        if (!closed) {
            closed = true;
            segment.readers--;
            log.release();
        }
    }

    static void piece(
            DocumentLog log,
            Segment segment,
            int entryAt,
            EntryHead head,
            int offset,
            int length,
            Completion<byte[], StorageException> done) {
        if (offset < 0 || length < 0 || length > head.encodedBytes() - offset) {
            throw new IllegalArgumentException(
                    offset + "+" + length + " of an entry of " + head.encodedBytes() + " bytes");
        }
        int at = entryAt + offset;
        log.pool()
                .store()
                .submit(
                        List.of(new IoOperation.Read(segment.file, at, length)),
                        done.after(
                                read -> {
                                    if (read.get(0).length == length) {
                                        done.succeeded(read.get(0));
                                    } else {
                                        done.failed(new JournalException.Corrupt(segment.file, at));
                                    }
                                }));
    }
}
