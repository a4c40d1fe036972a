package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.codec.MalformedException;
import sqlsync.platform.SeededRandomness;

/** Bytes whose checksum is right and whose fields are not: no version of ours wrote them. */
class FormatTest {
    private static final Superblock CLAIMED = claimed();

    private static Superblock claimed() {
        SeededRandomness random = new SeededRandomness(1);
        LogIdentity identity =
                new LogIdentity(
                        "doc",
                        JournalId.random(random),
                        new Incarnation(JournalId.random(random), 0),
                        new Incarnation(JournalId.random(random), 0));
        return new Superblock(
                2,
                Superblock.State.CLAIMED,
                Superblock.Kind.LOG,
                identity,
                1,
                1,
                77,
                SegmentFormat.RECORDS_AT,
                Positions.START,
                new byte[] {1, 2});
    }

    /** The head of a file with one superblock, a field of which was set. */
    private static SuperblockCodec.Found with(
            int slotAt, int fieldAt, int value, boolean byteOnly) {
        byte[] head = new byte[SegmentFormat.RECORDS_AT];
        byte[] slot = SuperblockCodec.slot(CLAIMED);
        if (byteOnly) {
            slot[fieldAt] = (byte) value;
        } else {
            ByteWriter.putInt(slot, fieldAt, value);
        }
        int at = SegmentFormat.SUPERBLOCK_CHECKSUM_AT;
        ByteWriter.putInt(slot, at, Crc32c.of(slot, 0, at));
        System.arraycopy(slot, 0, head, slotAt, slot.length);
        return SuperblockCodec.find(head);
    }

    private static SuperblockCodec.Finding find(int fieldAt, int value) {
        return with(0, fieldAt, value, false).finding();
    }

    @Test
    void superblockFieldsOutOfRangeAreUnreadable() {
        SuperblockCodec.Finding unreadable = SuperblockCodec.Finding.UNREADABLE;
        assertEquals(SuperblockCodec.Finding.FOUND, find(SegmentFormat.SUPERBLOCK_SALT_AT, 99));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_MAGIC_AT, 1));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_MAGIC_AT + 4, 1));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_DOCUMENT_ID_BYTES_AT, -1));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_DOCUMENT_ID_BYTES_AT, 513));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_LABEL_BYTES_AT, -1));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_LABEL_BYTES_AT, 1025));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_DURABLE_UP_TO_AT, 8191));
        assertEquals(unreadable, find(SegmentFormat.SUPERBLOCK_GENERATION_AT, 3));
        assertEquals(unreadable, with(0, SegmentFormat.SUPERBLOCK_STATE_AT, 9, true).finding());
        assertEquals(unreadable, with(0, SegmentFormat.SUPERBLOCK_KIND_AT, 9, true).finding());
        assertEquals(
                unreadable, with(4096, SegmentFormat.SUPERBLOCK_GENERATION_AT, 4, false).finding());
    }

    @Test
    void superblockOfANewerVersionTellsWhoseItIsAndNoMore() {
        byte[] head = new byte[SegmentFormat.RECORDS_AT];
        byte[] slot = SuperblockCodec.slot(CLAIMED);
        ByteWriter.putInt(slot, SegmentFormat.SUPERBLOCK_OLDEST_READER_AT, 99);
        slot[SegmentFormat.SUPERBLOCK_KIND_AT] = 9;
        ByteWriter.putInt(slot, SegmentFormat.SUPERBLOCK_LABEL_BYTES_AT, 1 << 20);
        int at = SegmentFormat.SUPERBLOCK_CHECKSUM_AT;
        ByteWriter.putInt(slot, at, Crc32c.of(slot, 0, at));
        System.arraycopy(slot, 0, head, 0, slot.length);
        SuperblockCodec.Found found = SuperblockCodec.find(head);
        assertEquals(SuperblockCodec.Finding.TOO_NEW, found.finding());
        assertEquals("doc", found.superblock().identity().documentId());
        assertEquals(0, found.superblock().label().length);
    }

    @Test
    void entryFieldsOutOfRangeAreMalformed() {
        assertThrows(MalformedException.class, () -> head(EntryType.SINGLE, 0, 0, 0, false));
        assertThrows(MalformedException.class, () -> head(EntryType.SINGLE, 3, 2, 0, false));
        assertThrows(MalformedException.class, () -> head(EntryType.SINGLE, 3, 4, 0, false));
        assertThrows(MalformedException.class, () -> head(EntryType.SINGLE, 3, 3, -1, false));
        assertThrows(MalformedException.class, () -> head(EntryType.FOLD, 3, 4, 11, true));
        assertThrows(
                MalformedException.class,
                () -> new EntryHead(JournalKind.DEVICE, EntryType.FOLD, 3, 4, 0, 12, true, 0));
        head(EntryType.FOLD, 3, 4, 12, true);
    }

    private static EntryHead head(
            EntryType type, long first, long last, int payloadBytes, boolean stamped) {
        return new EntryHead(JournalKind.STORAGE, type, first, last, 5, payloadBytes, stamped, 0);
    }

    @Test
    void entriesAreReadOnlyWhereThereIsRoom() {
        byte[] bytes = new byte[EntryHead.BYTES + 4];
        assertThrows(MalformedException.class, () -> EntryHead.read(bytes, -1, 40));
        assertThrows(MalformedException.class, () -> EntryHead.read(bytes, 0, 41));
        assertThrows(MalformedException.class, () -> EntryHead.read(bytes, 5, 40));
        assertThrows(MalformedException.class, () -> EncodedEntry.read(bytes, -1, 40));
        assertThrows(MalformedException.class, () -> EncodedEntry.read(bytes, 0, 41));
        assertThrows(MalformedException.class, () -> EncodedEntry.read(bytes, 5, 40));
    }

    @Test
    void headersAreEncodedAsTheyWereRead() {
        byte[] fold = EntryCodec.header(SegmentFormat.TYPE_FOLD, JournalKind.STORAGE, 3, 9, 5, 12);
        assertArrayEquals(fold, EntryHead.read(fold, 0, fold.length).encoded());
        byte[] old =
                EntryCodec.header(
                        SegmentFormat.TYPE_FOLD_UNSTAMPED, JournalKind.STORAGE, 3, 9, 5, 0);
        EntryHead head = EntryHead.read(old, 0, old.length);
        assertFalse(head.stamped());
        assertArrayEquals(old, head.encoded());
        byte[] single =
                EntryCodec.header(SegmentFormat.TYPE_SINGLE, JournalKind.TIMELINE, 3, 3, 5, 0);
        assertArrayEquals(single, EntryHead.read(single, 0, single.length).encoded());
    }

    @Test
    void stampsAreThoseOfTheFold() {
        EntryHead head = head(EntryType.FOLD, 3, 4, 20, true);
        byte[] two = new FoldStamps(4, new long[] {8, 5}).encoded();
        FoldStamps read = FoldStamps.read(head, two, 0, two.length);
        assertEquals(List.of(8L, 5L), List.of(read.stamp(3), read.stamp(4)));
        assertThrows(IllegalArgumentException.class, () -> read.stamp(2));
        assertThrows(IllegalArgumentException.class, () -> read.stamp(5));
        byte[] other = new FoldStamps(4, new long[] {8, 6}).encoded();
        assertThrows(MalformedException.class, () -> FoldStamps.read(head, other, 0, other.length));
        byte[] three = new FoldStamps(4, new long[] {1, 8, 5}).encoded();
        assertThrows(MalformedException.class, () -> FoldStamps.read(head, three, 0, three.length));
        assertThrows(MalformedException.class, () -> FoldStamps.read(head, two, 0, 19));
        assertThrows(MalformedException.class, () -> FoldStamps.read(head, two, 0, 3));
        EntryHead old = head(EntryType.FOLD, 3, 4, 0, false);
        assertFalse(FoldStamps.read(old, new byte[0], 0, 0).knows(4));
    }

    @Test
    void recordsAreReadOnlyWhereThereIsRoom() {
        ByteWriter body = new ByteWriter();
        body.raw(new byte[20]);
        byte[] bytes = new byte[RecordCodec.recordBytes(20)];
        RecordCodec.write(bytes, 0, body, 7, 1, 0, 7);
        assertFalse(RecordCodec.headerIsWhole(bytes, -8, 7));
        assertFalse(RecordCodec.headerIsWhole(bytes, bytes.length - 8, 7));
        assertFalse(RecordCodec.headerIsWhole(bytes, 0, 8));
        for (int length : new int[] {-1, 25, Integer.MAX_VALUE}) {
            byte[] wrong = bytes.clone();
            ByteWriter.putInt(wrong, SegmentFormat.RECORD_BODY_BYTES_AT, length);
            assertFalse(RecordCodec.bodyIsWhole(wrong, 0), "body of " + length);
        }
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);
        assertFalse(RecordCodec.bodyIsWhole(cut, 0));
    }

    @Test
    void indexKnowsOnlyWhatItHolds() {
        EntryIndex index = new EntryIndex();
        assertThrows(IllegalArgumentException.class, () -> index.stamp(1));
        index.add(new Segment(1, CLAIMED, 0), 0, 5, 9);
        assertThrows(IllegalStateException.class, () -> index.startAt(7));
        assertEquals(9, index.stamp(1));
        index.clear();
        index.startAt(7);
        assertEquals(7, index.next());
    }
}
