package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteWriter;

/** Entries that go to disk together, as the body of one record. */
final class Batch {
    /**
     * @param offset where its header begins in the body
     */
    record Item(
            JournalKind kind, EntryType type, long lsn, long stamp, int offset, int payloadBytes) {}

    private static final byte[] NOTHING = new byte[0];

    private final ByteWriter body = new ByteWriter();
    private final List<Item> items = new ArrayList<>();

    ByteWriter body() {
        return body;
    }

    List<Item> items() {
        return items;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    void append(JournalKind kind, long lsn, long stamp, byte[] payload) {
        add(kind, EntryType.SINGLE, lsn, stamp, payload);
    }

    void drop(JournalKind kind, long upTo) {
        add(kind, EntryType.DROP, upTo, 0, NOTHING);
    }

    /** Adds an entry that is somewhere else already, byte for byte. */
    void copy(EntryCodec.Decoded decoded) {
        Entry entry = decoded.entry();
        items.add(
                new Item(
                        decoded.kind(),
                        entry.type(),
                        entry.first(),
                        entry.stamp(),
                        body.size(),
                        entry.length()));
        body.raw(entry.array(), entry.offset() - SegmentFormat.ENTRY_PAYLOAD_AT, decoded.bytes());
    }

    private void add(JournalKind kind, EntryType type, long lsn, long stamp, byte[] payload) {
        items.add(new Item(kind, type, lsn, stamp, body.size(), payload.length));
        EntryCodec.write(body, type, kind, lsn, lsn, stamp, payload);
    }
}
