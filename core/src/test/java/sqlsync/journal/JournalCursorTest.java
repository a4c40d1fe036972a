package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;

class JournalCursorTest {
    private final EventQueue events = new EventQueue();
    private final FaultyDisk disk = new FaultyDisk();
    private final LogBench bench =
            new LogBench(events, new FaultyBlockStore(disk, events), LogBench.SMALL, 1)
                    .openPool()
                    .open("doc");

    private List<String> forward(long first, long last) {
        return SyncBench.read(bench, JournalKind.STORAGE, new LsnRange(first, last), false);
    }

    private List<String> backward(long first, long last) {
        return SyncBench.read(bench, JournalKind.STORAGE, new LsnRange(first, last), true);
    }

    private void write(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            bench.timeline("t");
            bench.storage("x".repeat(bytes));
            bench.flush();
        }
    }

    @Test
    void entriesAreShownForwardsAndBackwardsOverManySegments() {
        write(60, 900);
        assertTrue(bench.log.stats().segments() > 3);
        List<String> all = forward(1, 60);
        assertEquals(60, all.size());
        assertTrue(all.get(59).startsWith("s60 xxx"));
        List<String> back = backward(1, 60);
        Collections.reverse(back);
        assertEquals(all, back);
        assertEquals(all.subList(9, 20), forward(10, 20));
        assertEquals(
                60, SyncBench.read(bench, JournalKind.TIMELINE, new LsnRange(1, 60), true).size());
    }

    @Test
    void entryLargerThanOneReadIsShownWhole() {
        bench.storage("small");
        bench.storage("y".repeat(200_000));
        bench.storage("z");
        bench.flush();
        assertEquals(200_003, forward(1, 3).get(1).length());
        assertEquals(200_003, backward(1, 3).get(1).length());
    }

    @Test
    void whatIsNotFlushedIsShownToo() {
        bench.storage("flushed");
        bench.flush();
        bench.storage("in flight");
        bench.log.flush(new Answer<>());
        bench.storage("gathering");
        JournalCursor cursor = bench.log.storage().entries(new LsnRange(1, 3));
        Answer<Entry> first = new Answer<>();
        cursor.next(first);
        events.run();
        assertEquals("flushed", new String(first.get().payload()));
        assertEquals(List.of("s1 flushed", "s2 in flight", "s3 gathering"), forward(1, 3));
        assertEquals(List.of("s3 gathering", "s2 in flight", "s1 flushed"), backward(1, 3));
    }

    @Test
    void foldIsShownOnceAndReadInPieces() {
        write(4, 10);
        bench.fold(3, "f".repeat(3000), "g".repeat(3000));
        List<String> all = forward(1, 4);
        assertEquals(List.of("s1-3 " + "f".repeat(3000) + "g".repeat(3000), "s4 xxxxxxxxxx"), all);
        assertEquals(all, forward(2, 4));
        assertEquals(List.of(all.get(1), all.get(0)), backward(1, 4));
        JournalCursor cursor = bench.log.storage().entries(new LsnRange(1, 4));
        Entry fold = SyncBench.next(events, cursor);
        assertFalse(fold.isWhole());
        assertThrows(IllegalStateException.class, fold::encoded);
        assertThrows(
                IllegalArgumentException.class,
                () -> cursor.read(0, fold.encodedBytes() + 1, new Answer<>()));
    }

    @Test
    void foldThatIsReplacedCanBeReadOnlyByWhoHoldsIt() {
        write(4, 10);
        bench.fold(2, "old");
        JournalCursor cursor = bench.log.storage().entries(new LsnRange(1, 4));
        SyncBench.next(events, cursor);
        SyncAnswer answer =
                SyncBench.ask(bench, new SyncRequest(bench.log.storage().id(), 0, 0, 1000));
        EntryReader held = assertInstanceOf(SyncAnswer.Folded.class, answer).fold();
        bench.fold(4, "new");
        Answer<byte[]> piece = new Answer<>();
        cursor.read(0, 1, piece);
        Answer<byte[]> whole = new Answer<>();
        held.read(0, held.head().encodedBytes(), whole);
        events.run();
        assertInstanceOf(JournalException.LsnNotFound.class, piece.failure());
        Entry fold = EncodedEntry.read(whole.get(), 0, whole.get().length).entry();
        assertEquals("old", new String(fold.payload()));
        int segments = bench.log.stats().segments();
        held.close();
        events.run();
        assertEquals(segments - 1, bench.log.stats().segments());
    }

    @Test
    void entryThatIsDroppedMeanwhileIsNotFound() {
        write(3, 10);
        JournalCursor cursor = bench.log.storage().entries(new LsnRange(1, 3));
        SyncBench.next(events, cursor);
        bench.log.storage().dropPrefix(2);
        Answer<Entry> gone = new Answer<>();
        cursor.next(gone);
        events.run();
        assertEquals(2, ((JournalException.LsnNotFound) gone.failure()).lsn());
        assertThrows(JournalException.LsnNotFound.class, () -> forward(2, 3));
        assertThrows(JournalException.LsnNotFound.class, () -> forward(3, 4));
        assertEquals(List.of("s3 xxxxxxxxxx"), forward(3, 3));
    }

    @Test
    void emptyRangeEndsAtOnce() {
        JournalCursor cursor = bench.log.storage().entries(bench.log.storage().range());
        assertNull(SyncBench.next(events, cursor));
        assertNull(SyncBench.next(events, cursor));
    }

    @Test
    void rottenEntryIsNeverShown() {
        write(3, 10);
        int file = disk.fileNumbers().get(0);
        byte[] whole = disk.contents(file);
        int shown = 0;
        for (int at = SegmentFormat.RECORDS_AT; at < whole.length; at++) {
            disk.flipBit(file, at, at % 8);
            JournalCursor cursor = bench.log.storage().entries(new LsnRange(2, 2));
            Answer<Entry> answer = new Answer<>();
            cursor.next(answer);
            events.run();
            if (answer.succeeded()) {
                shown++;
                assertEquals("xxxxxxxxxx", new String(answer.get().payload()), "at " + at);
            } else {
                assertInstanceOf(JournalException.Corrupt.class, answer.failure());
            }
            disk.replace(file, whole);
        }
        // All but the bytes of the entry itself are none of the cursor's business.
        int entry = SegmentFormat.ENTRY_PAYLOAD_AT + 10;
        assertEquals(whole.length - SegmentFormat.RECORDS_AT - entry, shown);
    }

    @Test
    void encodedEntryIsReadBackAndNothingElseIs() {
        write(1, 30);
        byte[] encoded =
                SyncBench.next(events, bench.log.storage().entries(new LsnRange(1, 1))).encoded();
        assertArrayEquals(encoded, EncodedEntry.read(encoded, 0, encoded.length).entry().encoded());
        for (int length = 0; length < encoded.length; length++) {
            int end = length;
            assertThrows(MalformedException.class, () -> EncodedEntry.read(encoded, 0, end));
        }
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] rotten = encoded.clone();
            rotten[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(
                    MalformedException.class,
                    () -> EncodedEntry.read(rotten, 0, rotten.length),
                    "bit " + bit);
        }
    }
}
