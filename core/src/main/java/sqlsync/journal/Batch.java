package sqlsync.journal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sqlsync.codec.ByteWriter;

/** Entries that go to disk together, as the body of one record. */
final class Batch {
    /** An entry in the body. */
    static final class Item {
        final JournalKind kind;
        final EntryType type;
        final long lsn;
        final long stamp;
        final int payloadBytes;

        /** Where its header begins in the body. */
        private int offset;

        private Item(
                JournalKind kind,
                EntryType type,
                long lsn,
                long stamp,
                int payloadBytes,
                int offset) {
            this.kind = kind;
            this.type = type;
            this.lsn = lsn;
            this.stamp = stamp;
            this.payloadBytes = payloadBytes;
            this.offset = offset;
        }

        int offset() {
            return offset;
        }

        private int bytes() {
            return SegmentFormat.ENTRY_PAYLOAD_AT + payloadBytes;
        }
    }

    private static final byte[] NOTHING = new byte[0];

    private ByteWriter body = new ByteWriter();
    private final List<Item> items = new ArrayList<>();
    private final Map<JournalKind, Incarnation> replaced = new EnumMap<>(JournalKind.class);

    ByteWriter body() {
        return body;
    }

    List<Item> items() {
        return items;
    }

    boolean isEmpty() {
        return items.isEmpty() && replaced.isEmpty();
    }

    /** Journals that start over with this batch, under another name. */
    Map<JournalKind, Incarnation> replaced() {
        return replaced;
    }

    Item append(JournalKind kind, long lsn, long stamp, byte[] payload) {
        return add(kind, EntryType.SINGLE, lsn, stamp, payload);
    }

    void drop(JournalKind kind, long upTo) {
        add(kind, EntryType.DROP, upTo, 0, NOTHING);
    }

    /** Adds an entry that is somewhere else already, byte for byte. */
    Item copy(EncodedEntry encoded) {
        Entry entry = encoded.entry();
        Item item =
                new Item(
                        encoded.kind(),
                        entry.type(),
                        entry.first(),
                        entry.stamp(),
                        entry.head().payloadBytes(),
                        body.size());
        items.add(item);
        body.raw(entry.array(), entry.encodedAt(), encoded.bytes());
        return item;
    }

    private Item add(JournalKind kind, EntryType type, long lsn, long stamp, byte[] payload) {
        Item item = new Item(kind, type, lsn, stamp, payload.length, body.size());
        items.add(item);
        EntryCodec.write(body, type, kind, lsn, stamp, payload);
        return item;
    }

    /** A look at an entry of this batch. */
    Entry entry(Item item) {
        return EncodedEntry.read(body.array(), item.offset, item.offset + item.bytes()).entry();
    }

    /** The journal starts over: what the batch has of the one before it, is forgotten. */
    void replace(JournalKind kind, Incarnation incarnation) {
        ByteWriter before = body;
        body = new ByteWriter();
        items.removeIf(item -> item.kind == kind);
        for (Item item : items) {
            int from = item.offset;
            item.offset = body.size();
            body.raw(before.array(), from, item.bytes());
        }
        replaced.put(kind, incarnation);
    }
}
