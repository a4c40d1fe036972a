package sqlsync.journal;

import java.util.List;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * A piece of a log segment in memory: neighbouring entries are read together, a bounded number of
 * bytes at a time.
 */
final class EntryWindow {
    private static final int BYTES = 64 << 10;

    private final DocumentLog log;
    private final JournalKind kind;
    private final EntryIndex index;
    private Segment segment;
    private int from;
    private byte[] bytes = new byte[0];

    EntryWindow(DocumentLog log, JournalKind kind) {
        this.log = log;
        this.kind = kind;
        this.index = log.state().journal(kind).index;
    }

    /** Whether a durable entry is here. */
    boolean holds(long lsn) {
        int at = index.offset(lsn) - from;
        return segment == index.segment(lsn) && at >= 0 && at <= bytes.length - index.bytes(lsn);
    }

    /**
     * An entry that is here.
     *
     * @throws JournalException.Corrupt if it is not what was written
     */
    Entry get(long lsn) {
        return decode(lsn, index.stamp(lsn), index.offset(lsn), index.bytes(lsn));
    }

    private Entry decode(long lsn, long stamp, int offset, int length) {
        try {
            int at = offset - from;
            EncodedEntry encoded = EncodedEntry.read(bytes, at, at + length);
            Entry entry = encoded.entry();
            if (encoded.kind() == kind && entry.first() == lsn && entry.stamp() == stamp) {
                return entry;
            }
        } catch (MalformedException malformed) {
            // It is told below, with the place.
        }
        throw new JournalException.Corrupt(segment.file, offset);
    }

    /** Reads a durable entry, and what lies around it in the direction of reading. */
    void load(long lsn, boolean backward, Completion<Entry, StorageException> done) {
        Segment source = index.segment(lsn);
        int offset = index.offset(lsn);
        int length = index.bytes(lsn);
        long stamp = index.stamp(lsn);
        int end = offset + length;
        int limit = Math.min(BYTES, log.pool().limits().readBytes());
        int start =
                backward
                        ? Math.min(offset, Math.max(SegmentFormat.RECORDS_AT, end - limit))
                        : offset;
        int size = backward ? end - start : Math.max(length, Math.min(limit, source.end - offset));
        log.pool()
                .store()
                .submit(
                        List.of(new IoOperation.Read(source.file, start, size)),
                        done.after(
                                read -> {
                                    segment = source;
                                    from = start;
                                    bytes = read.get(0);
                                    Entry entry;
                                    try {
                                        entry = decode(lsn, stamp, offset, length);
                                    } catch (JournalException.Corrupt rot) {
                                        done.failed(rot);
                                        return;
                                    }
                                    done.succeeded(entry);
                                }));
    }
}
