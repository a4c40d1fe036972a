package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.MemoryBlockStore;

class DocumentLogTest {
    private final EventQueue events = new EventQueue();
    private final MemoryBlockStore store = new MemoryBlockStore(events);
    private final LogBench bench =
            new LogBench(events, store, LogBench.SMALL, 1).openPool().open("doc");

    private LogBench again() {
        bench.close();
        return new LogBench(events, store, LogBench.SMALL, 2).openPool().open("doc");
    }

    @Test
    void emptyJournalKnowsItsNextLsn() {
        assertTrue(bench.log.storage().range().isEmpty());
        assertEquals(1, bench.log.storage().range().next());
        bench.storage("a");
        bench.log.storage().dropPrefix(1);
        LogBench later = again();
        assertTrue(later.log.storage().range().isEmpty());
        assertEquals(2, later.log.storage().range().next());
    }

    @Test
    void entriesOfBothJournalsComeBackInOrder() {
        bench.timeline("t");
        bench.storage("a");
        bench.storage("b");
        bench.flush();
        LogBench later = again();
        assertEquals(List.of("s1 a", "s2 b", "t1 t"), later.recovered);
        assertEquals(new LsnRange(1, 2), later.log.storage().range());
    }

    @Test
    void journalIdsOutliveTheProcess() {
        JournalId storage = bench.log.storage().id();
        JournalId timeline = bench.log.timeline().id();
        LogBench later = again();
        assertEquals(storage, later.log.storage().id());
        assertEquals(timeline, later.log.timeline().id());
    }

    @Test
    void flushesWhileOneRunsShareTheNext() {
        Answer<Void> first = new Answer<>();
        Answer<Void> second = new Answer<>();
        Answer<Void> third = new Answer<>();
        bench.storage("a");
        bench.log.flush(first);
        bench.storage("b");
        bench.log.flush(second);
        bench.storage("c");
        bench.log.flush(third);
        assertFalse(first.told());
        events.run();
        first.get();
        second.get();
        third.get();
        assertEquals(2, bench.log.stats().flushes());
    }

    @Test
    void logGoesOnInAnotherSegmentWhenOneIsFull() {
        for (int i = 0; i < 100; i++) {
            bench.storage("x".repeat(1000));
            bench.flush();
        }
        assertTrue(bench.log.stats().segments() > 5);
        LogBench later = again();
        assertEquals(100, later.recovered.size());
        assertEquals(new LsnRange(1, 100), later.log.storage().range());
    }

    @Test
    void batchLargerThanASegmentMakesALongerOne() {
        bench.storage("small");
        bench.flush();
        bench.storage("y".repeat(50_000));
        bench.storage("z");
        bench.flush();
        assertEquals(3, again().recovered.size());
    }

    @Test
    void droppedEntriesNeverComeBack() {
        for (int i = 1; i <= 200; i++) {
            bench.timeline("x".repeat(500));
            bench.log.timeline().dropPrefix(i - 1);
            bench.flush();
        }
        assertTrue(bench.log.stats().segments() <= 2, "" + bench.log.stats());
        LogBench later = again();
        assertEquals(1, later.recovered.size());
        assertEquals(new LsnRange(200, 200), later.log.timeline().range());
    }

    @Test
    void foldReplacesWhatItCovers() {
        bench.storage("a");
        bench.storage("b");
        bench.storage("c");
        bench.flush();
        bench.fold(2, "A", "B");
        assertEquals(new LsnRange(1, 3), bench.log.storage().range());
        bench.storage("d");
        LogBench later = again();
        assertEquals(List.of("s1-2 AB", "s3 c", "s4 d"), later.recovered);
        later.fold(4, "ABCD");
        later.close();
        LogBench last = new LogBench(events, store, LogBench.SMALL, 3).openPool().open("doc");
        assertEquals(List.of("s1-4 ABCD"), last.recovered);
    }

    @Test
    void appendsGoOnDuringAFold() {
        bench.storage("a");
        bench.flush();
        Fold fold = bench.log.storage().beginFold(1);
        Answer<Void> written = new Answer<>();
        fold.write(LogBench.bytes("A"), written);
        bench.storage("b");
        bench.flush();
        written.get();
        Answer<Void> finished = new Answer<>();
        fold.finish(finished);
        bench.storage("c");
        bench.flush();
        finished.get();
        assertEquals(List.of("s1-1 A", "s2 b", "s3 c").get(1), again().recovered.get(1));
    }

    @Test
    void abandonedFoldLeavesTheJournalAsItWas() {
        bench.storage("a");
        bench.flush();
        Fold fold = bench.log.storage().beginFold(1);
        fold.write(LogBench.bytes("A"), new Answer<>());
        fold.abandon();
        events.run();
        assertThrows(IllegalStateException.class, () -> fold.write(new byte[1], new Answer<>()));
        assertEquals(List.of("s1 a"), again().recovered);
    }

    @Test
    void foldOfWhatIsNotDurableIsRefused() {
        bench.storage("a");
        assertThrows(IllegalArgumentException.class, () -> bench.log.storage().beginFold(1));
        assertThrows(IllegalStateException.class, () -> bench.log.timeline().beginFold(1));
    }

    @Test
    void openingReadsNoMoreWhenHistoryGrows() {
        long[] read = new long[2];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 300; i++) {
                bench.storage("x".repeat(700));
                bench.flush();
                if (i % 50 == 49) {
                    bench.fold(bench.log.storage().range().last(), "folded");
                }
            }
            bench.close();
            bench.openPool().open("doc");
            read[round] = bench.log.stats().bytesReadAtOpen();
        }
        assertTrue(read[1] <= LogBench.SMALL.segmentBytes() * 2L, read[1] + " bytes");
        assertTrue(bench.log.stats().bytesOnDisk() <= LogBench.SMALL.segmentBytes() * 4L);
    }

    @Test
    void labelIsListedWithoutOpening() {
        bench.log.setLabel(LogBench.bytes("a label"));
        bench.storage("a");
        bench.close();
        bench.openPool();
        StoredDocument document = bench.pool.documents().get(0);
        assertEquals("doc", document.documentId());
        assertEquals("a label", new String(document.label()));
        assertTrue(document.bytes() > 0);
    }

    @Test
    void deletedDocumentIsGoneAndItsSegmentsAreUsedAgain() {
        bench.storage("a");
        bench.close();
        Answer<Void> deleted = new Answer<>();
        bench.pool.delete("doc", deleted);
        events.run();
        deleted.get();
        assertFalse(bench.pool.has("doc"));
        assertTrue(bench.openPool().pool.documents().isEmpty());
        JournalId before = bench.log.storage().id();
        bench.open("doc");
        assertTrue(bench.recovered.isEmpty());
        assertFalse(before.equals(bench.log.storage().id()));
    }

    @Test
    void documentsDoNotSeeEachOther() {
        bench.storage("mine");
        bench.close();
        bench.open("other");
        bench.storage("yours");
        bench.close();
        LogBench later = new LogBench(events, store, LogBench.SMALL, 2).openPool();
        assertEquals(List.of("s1 mine"), later.open("doc").recovered);
        assertEquals(List.of("s1 yours"), later.open("other").recovered);
        assertEquals(2, later.pool.documents().size());
    }

    @Test
    void closedLogRefusesEverything() {
        bench.close();
        assertThrows(IllegalStateException.class, () -> bench.storage("a"));
        assertThrows(IllegalStateException.class, () -> bench.log.flush(new Answer<>()));
        assertThrows(IllegalStateException.class, () -> bench.log.close(new Answer<>()));
    }

    @Test
    void openDocumentIsNeitherOpenedAgainNorDeleted() {
        assertThrows(IllegalStateException.class, () -> bench.tryOpen("doc"));
        assertThrows(IllegalStateException.class, () -> bench.pool.delete("doc", new Answer<>()));
    }
}
