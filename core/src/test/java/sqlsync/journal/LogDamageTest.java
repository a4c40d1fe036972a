package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.StorageException;

/** What recovery makes of torn tails and of rotten bits. */
class LogDamageTest {
    private static final JournalLimits LIMITS =
            new JournalLimits(32 << 10, 0, 1 << 20, 1 << 20, 64 << 10);

    private static final int CLOSED_LOG_BYTES = 16 << 10;

    private final FaultyDisk disk = new FaultyDisk();
    private int life;

    private LogBench bench() {
        EventQueue events = new EventQueue();
        return new LogBench(events, new FaultyBlockStore(disk, events), LIMITS, life++);
    }

    private LogBench open() {
        return bench().openPool().open("doc");
    }

    /** Three batches; the first is in the first segment, at its beginning. */
    private LogBench three() {
        LogBench bench = open();
        for (String payload : List.of("one", "two", "three")) {
            bench.storage(payload);
            bench.timeline(payload);
            bench.flush();
        }
        return bench;
    }

    private int fileOf(Superblock.Kind kind) {
        for (int file : disk.fileNumbers()) {
            Superblock superblock = SuperblockCodec.find(disk.contents(file)).superblock();
            if (superblock != null
                    && superblock.state() == Superblock.State.CLAIMED
                    && superblock.kind() == kind) {
                return file;
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static final List<String> TWO = List.of("s1 one", "s2 two", "t1 one", "t2 two");
    private static final List<String> THREE =
            List.of("s1 one", "s2 two", "s3 three", "t1 one", "t2 two", "t3 three");

    /** What a record takes with two entries of so many bytes. */
    private static int recordBytes(int payloadBytes) {
        return RecordCodec.recordBytes(2 * (SegmentFormat.ENTRY_PAYLOAD_AT + payloadBytes));
    }

    /** What is found behind the place where a crash stopped a write. */
    private enum Tear {
        CUT,
        ZEROS,
        RANDOM,
        LEFTOVER
    }

    @Test
    void tailTornAtAnyByteIsCutAndTheLogGoesOn() {
        three();
        byte[] whole = disk.contents(0);
        int end = SegmentFormat.RECORDS_AT + 2 * recordBytes(3) + recordBytes(5);
        assertEquals(end, whole.length);
        Random random = new Random(1);
        int tails = 0;
        for (int cut = end - recordBytes(5); cut < end; cut++) {
            for (Tear tear : Tear.values()) {
                byte[] torn = tear == Tear.CUT ? Arrays.copyOf(whole, cut) : whole.clone();
                for (int i = cut; i < torn.length; i++) {
                    torn[i] =
                            switch (tear) {
                                case CUT, ZEROS -> 0;
                                case RANDOM -> (byte) random.nextInt(256);
                                // What an earlier record left there, had the file been used before.
                                case LEFTOVER -> whole[i - recordBytes(3)];
                            };
                }
                if (Arrays.equals(torn, whole)) {
                    continue;
                }
                disk.replace(0, torn);
                LogBench bench = open();
                assertEquals(TWO, bench.recovered, "cut at " + cut);
                assertFalse(bench.log.readOnly());
                bench.storage("again");
                bench.close();
                LogBench later = open();
                assertEquals("s3 again", later.recovered.get(2));
                tails++;
            }
        }
        Tally.tell("torn tails", tails);
    }

    @Test
    void rotBeforeALaterRecordIsToldFromATear() {
        three();
        byte[] whole = disk.contents(0);
        int third = SegmentFormat.RECORDS_AT + 2 * recordBytes(3);
        for (int at = SegmentFormat.RECORDS_AT; at < third; at++) {
            byte[] rotten = whole.clone();
            rotten[at] ^= 0x10;
            disk.replace(0, rotten);
            LogBench bench = open();
            assertTrue(bench.log.readOnly(), "at " + at);
            assertEquals(StorageException.Kind.CORRUPT, bench.log.problem().kind());
            int sound = at < third - recordBytes(3) ? 0 : 1;
            assertEquals(
                    sound, bench.recovered.stream().filter(shown -> shown.startsWith("s")).count());
        }
    }

    @Test
    void everyFlippedBitOfAClosedLogIsNoticedOrHarmless() {
        LogBench before = three();
        int filled = 0;
        while (disk.contents(0).length < CLOSED_LOG_BYTES) {
            before.storage("s".repeat(filled * 20));
            before.timeline("t".repeat(filled * 20));
            before.flush();
            filled++;
        }
        before.close();
        List<String> all = List.copyOf(open().recovered);
        byte[] whole = disk.contents(0);
        int readOnly = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] rotten = whole.clone();
            rotten[bit / 8] ^= (byte) (1 << bit % 8);
            disk.replace(0, rotten);
            LogBench bench = open();
            if (bit / 8 < SegmentFormat.RECORDS_AT) {
                assertEquals(all, bench.recovered, "bit " + bit);
                assertNull(bench.log.problem());
            } else {
                readOnly++;
                assertTrue(bench.log.readOnly(), "bit " + bit);
                assertTrue(all.containsAll(bench.recovered), "bit " + bit);
                assertTrue(bench.recovered.size() < all.size(), "bit " + bit);
            }
        }
        Tally.tell("bits flipped in a closed log", whole.length * 8);
        Tally.tell("flipped bits that made it read-only", readOnly);
    }

    @Test
    void everyFlippedBitOfAFoldIsNoticed() {
        LogBench before = three();
        before.fold(3, "all", "of it");
        before.close();
        int foldFile = fileOf(Superblock.Kind.FOLD);
        byte[] whole = disk.contents(foldFile);
        LogBench sound = open();
        assertEquals("s1-3 allof it", sound.recovered.get(0));
        sound.close();
        byte[] log = disk.contents(0);
        for (int bit = SegmentFormat.RECORDS_AT * 8; bit < whole.length * 8; bit++) {
            byte[] rotten = whole.clone();
            rotten[bit / 8] ^= (byte) (1 << bit % 8);
            disk.replace(foldFile, rotten);
            disk.replace(0, log);
            LogBench bench = open();
            // The layers that it replaced happen to be there still, so nothing is lost.
            assertEquals(THREE, bench.recovered, "bit " + bit);
        }
    }

    @Test
    void foldThatRotsAfterItsLayersAreGoneMakesTheLogReadOnly() {
        LogBench before = open();
        before.storage("x".repeat(20_000));
        before.flush();
        before.storage("y".repeat(20_000));
        before.flush();
        before.fold(2, "both");
        before.storage("z");
        before.timeline("kept");
        before.close();
        int foldFile = fileOf(Superblock.Kind.FOLD);
        disk.flipBit(foldFile, SegmentFormat.RECORDS_AT + SegmentFormat.ENTRY_PAYLOAD_AT, 3);
        List<byte[]> bytes = disk.fileNumbers().stream().map(disk::contents).toList();
        LogBench bench = open();
        assertEquals(StorageException.Kind.CORRUPT, bench.log.problem().kind());
        assertEquals(List.of("t1 kept"), bench.recovered);
        assertThrows(StorageException.class, () -> bench.storage("more"));
        bench.close();
        for (int i = 0; i < bytes.size(); i++) {
            int file = disk.fileNumbers().get(i);
            assertTrue(Arrays.equals(bytes.get(i), disk.contents(file)), "file " + file);
        }
    }

    @Test
    void timelineBehindAHoleIsShownButStorageIsNot() {
        three().close();
        disk.flipBit(0, SegmentFormat.RECORDS_AT + recordBytes(3) + 30, 0);
        LogBench bench = open();
        assertEquals(List.of("s1 one", "t1 one", "t3 three"), bench.recovered);
        assertTrue(bench.log.readOnly());
    }

    @Test
    void lostSegmentIsNoticedByItsEntries() {
        LogBench before = open();
        for (int i = 0; i < 3; i++) {
            before.storage("x".repeat(20_000));
            before.flush();
        }
        before.close();
        disk.lose(disk.fileNumbers().get(1));
        LogBench bench = open();
        assertTrue(bench.log.readOnly());
        assertEquals(1, bench.recovered.size());
    }

    @Test
    void damageInAnEarlierSegmentIsNoticedByWhatIsMissing() {
        LogBench before = open();
        before.storage("one");
        before.storage("x".repeat(20_000));
        before.flush();
        before.storage("y".repeat(20_000));
        before.close();
        disk.flipBit(0, SegmentFormat.RECORDS_AT + 100, 1);
        LogBench bench = open();
        assertTrue(bench.log.readOnly());
        assertTrue(bench.recovered.isEmpty());
    }

    @Test
    void segmentWhoseSuperblocksAreBothRottenIsLeftAlone() {
        three().close();
        disk.flipBit(0, 100, 1);
        disk.flipBit(0, SegmentFormat.SUPERBLOCK_BYTES + 100, 1);
        byte[] rotten = disk.contents(0);
        LogBench bench = open();
        assertEquals(1, bench.pool.unreadableSegments());
        assertTrue(bench.recovered.isEmpty());
        bench.storage("new");
        bench.close();
        assertTrue(Arrays.equals(rotten, disk.contents(0)));
    }

    @Test
    void segmentOfANewerVersionIsRefusedAndLeftAlone() {
        three().close();
        byte[] newer = disk.contents(0);
        for (int at = 0; at < SegmentFormat.RECORDS_AT; at += SegmentFormat.SUPERBLOCK_BYTES) {
            newer[at + SegmentFormat.SUPERBLOCK_VERSION_AT] = 9;
            newer[at + SegmentFormat.SUPERBLOCK_OLDEST_READER_AT] = 9;
            byte[] slot = Arrays.copyOfRange(newer, at, at + SegmentFormat.SUPERBLOCK_BYTES);
            ByteWriter.putInt(
                    newer,
                    at + SegmentFormat.SUPERBLOCK_CHECKSUM_AT,
                    Crc32c.of(slot, 0, SegmentFormat.SUPERBLOCK_CHECKSUM_AT));
        }
        disk.replace(0, newer);
        LogBench bench = bench().openPool();
        assertEquals(StorageException.Kind.UNAVAILABLE, bench.tryOpen("doc").failure().kind());
        assertTrue(Arrays.equals(newer, disk.contents(0)));
        assertTrue(bench.open("another").recovered.isEmpty());
    }
}
