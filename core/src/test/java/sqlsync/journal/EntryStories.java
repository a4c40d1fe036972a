package sqlsync.journal;

import java.util.Arrays;
import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.story.Check;
import sqlsync.story.Story;

/**
 * Entries as bytes, and what is none: lengths that lie, bytes that are cut off, bits that turned
 * over.
 */
public final class EntryStories {
    private static final byte[] PAYLOAD = {1, 2, 3, 4, 5, 6, 7};

    private EntryStories() {}

    public static List<Story> all() {
        return List.of(
                Story.of("entriesAreReadAsWritten", EntryStories::readAsWritten),
                Story.of("entriesCutAnywhereAreMalformed", EntryStories::cut),
                Story.of("flippedBitOfAnEntryIsNoticed", EntryStories::flipped),
                Story.of("lengthOfAnEntryIsNotBelieved", EntryStories::lengths),
                Story.of("countOfStampsIsNotBelieved", EntryStories::stamps));
    }

    private static byte[] entry() {
        ByteWriter out = new ByteWriter();
        EntryCodec.write(out, EntryType.SINGLE, JournalKind.STORAGE, 1L << 40, -5, PAYLOAD);
        return out.toByteArray();
    }

    private static void readAsWritten() {
        byte[] amid = new byte[100];
        Arrays.fill(amid, (byte) 1);
        byte[] bytes = entry();
        System.arraycopy(bytes, 0, amid, 9, bytes.length);
        EncodedEntry read = EncodedEntry.read(amid, 9, amid.length);
        Check.same(bytes.length, read.bytes(), "bytes");
        Check.same(1L << 40, read.entry().first(), "LSN");
        Check.same(-5L, read.entry().stamp(), "stamp");
        Check.bytes(PAYLOAD, read.entry().payload(), "payload");
    }

    /** The rest of it lies behind the end. */
    private static void cut() {
        byte[] bytes = entry();
        for (int length = 0; length < bytes.length; length++) {
            int end = length;
            Check.malformed("cut at " + end, () -> EncodedEntry.read(bytes, 0, end));
            byte[] shorter = Arrays.copyOf(bytes, end);
            Check.malformed("of " + end, () -> EncodedEntry.read(shorter, 0, end));
        }
        Check.malformed("end behind", () -> EncodedEntry.read(bytes, 0, bytes.length + 1));
        Check.malformed("begin before", () -> EncodedEntry.read(bytes, -1, bytes.length));
    }

    private static void flipped() {
        byte[] sound = entry();
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] damaged = sound.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Check.malformed("bit " + bit, () -> EncodedEntry.read(damaged, 0, damaged.length));
        }
    }

    /** Each with the checksum that it would have in an array that answers 0 past its end. */
    private static void lengths() {
        for (int length : new int[] {PAYLOAD.length + 1, 1 << 16, -1, Integer.MIN_VALUE}) {
            byte[] bytes = entry();
            ByteWriter.putInt(bytes, SegmentFormat.ENTRY_PAYLOAD_BYTES_AT, length);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            int payload = Crc32c.of(longer, SegmentFormat.ENTRY_PAYLOAD_AT, PAYLOAD.length + 1);
            EntryCodec.seal(bytes, payload);
            Check.malformed("length " + length, () -> EncodedEntry.read(bytes, 0, bytes.length));
        }
    }

    /** A fold whose checksum is right and whose stamps are not. */
    private static void stamps() {
        for (int count : new int[] {0, -1, 2, 3, FoldStamps.COUNT_MAX + 1, Integer.MAX_VALUE}) {
            byte[] payload = new byte[SegmentFormat.STAMPS_LIST_AT + SegmentFormat.STAMP_BYTES];
            ByteWriter.putInt(payload, SegmentFormat.STAMPS_COUNT_AT, count);
            LongBytes.put(payload, SegmentFormat.STAMPS_LIST_AT, 0);
            byte[] header =
                    EntryCodec.header(
                            SegmentFormat.TYPE_FOLD, JournalKind.STORAGE, 1, 9, 0, payload.length);
            EntryCodec.seal(header, Crc32c.of(payload, 0, payload.length));
            byte[] bytes = new ByteWriter().raw(header).raw(payload).toByteArray();
            Check.malformed(count + " stamps", () -> EncodedEntry.read(bytes, 0, bytes.length));
        }
    }
}
