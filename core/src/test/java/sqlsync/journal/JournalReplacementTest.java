package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Fault;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.PowerCut;
import sqlsync.platform.SeededRandomness;

/** Journals that start over under another id, or the same. */
class JournalReplacementTest {
    private static final JournalId THEIRS = JournalId.random(new SeededRandomness(77));
    private static final JournalId OTHER = JournalId.random(new SeededRandomness(78));
    private static final List<String> BEFORE = List.of("s1-2 fold", "s3 c", "t1 t", "d1 d");
    private static final List<String> AFTER = List.of("s1 new", "t1 t", "d1 d");
    private static final List<String> FORKED = List.of("s1-2 fold", "s3 c", "t1 again", "d1 d");

    private FaultyDisk disk = new FaultyDisk();
    private int life;

    private LogBench bench() {
        EventQueue events = new EventQueue();
        return new LogBench(events, new FaultyBlockStore(disk, events), LogBench.SMALL, life++);
    }

    private LogBench written() {
        LogBench bench = bench().openPool().open("doc");
        bench.storage("a");
        bench.storage("b");
        bench.storage("c");
        bench.timeline("t");
        bench.device("d");
        bench.flush();
        bench.fold(2, "fold");
        return bench;
    }

    private static Answer<Void> replace(LogBench bench, JournalId id) {
        Answer<Void> replaced = new Answer<>();
        bench.log.replaceStorage(id, replaced);
        bench.storage("new");
        bench.events.run();
        return replaced;
    }

    @Test
    void storageIsAdoptedOnceWhileItIsEmpty() {
        LogBench bench = bench().openPool().openAdopting("doc");
        assertTrue(bench.log.storage().id().isNone());
        assertThrows(IllegalStateException.class, () -> bench.storage("a"));
        assertThrows(
                JournalException.Mismatch.class,
                () -> bench.log.storage().receive(JournalId.NONE, new byte[0]));
        bench.timeline("t");
        Answer<Void> adopted = new Answer<>();
        bench.log.adoptStorage(THEIRS, adopted);
        bench.events.run();
        adopted.get();
        bench.close();
        LogBench later = bench().openPool().openAdopting("doc");
        assertEquals(THEIRS, later.log.storage().id());
        assertEquals(List.of("t1 t"), later.recovered);
        later.log.adoptStorage(THEIRS, new Answer<>());
        assertThrows(
                IllegalStateException.class, () -> later.log.adoptStorage(OTHER, new Answer<>()));
    }

    @Test
    void replacedStorageStartsOverAndTheOthersStay() {
        LogBench bench = written();
        replace(bench, THEIRS).get();
        bench.flush();
        assertEquals(new LsnRange(1, 1), bench.log.storage().range());
        bench.close();
        LogBench later = bench().openPool().open("doc");
        assertEquals(AFTER, later.recovered);
        assertEquals(THEIRS, later.log.storage().id());
        assertEquals(new LsnRange(1, 1), later.log.timeline().range());
    }

    @Test
    void replacementUnderTheSameIdKeepsNothingEither() {
        LogBench bench = written();
        JournalId id = bench.log.storage().id();
        replace(bench, id).get();
        bench.flush();
        bench.storage("newer");
        bench.close();
        LogBench later = bench().openPool().open("doc");
        assertEquals(id, later.log.storage().id());
        assertEquals(List.of("s1 new", "s2 newer", "t1 t", "d1 d"), later.recovered);
    }

    @Test
    void forkedTimelineHoldsWhatIsAppendedAgain() {
        LogBench bench = written();
        bench.log.forkTimeline(OTHER);
        bench.timeline("again");
        bench.flush();
        assertEquals(new LsnRange(1, 1), bench.log.timeline().range());
        bench.close();
        LogBench later = bench().openPool().open("doc");
        assertEquals(FORKED, later.recovered);
        assertEquals(OTHER, later.log.timeline().id());
    }

    @Test
    void whatWasAppendedInTheSameBatchBeforeIsForgottenOnlyOfThatJournal() {
        LogBench bench = written();
        bench.storage("lost");
        bench.timeline("kept");
        bench.device("kept, too");
        replace(bench, THEIRS).get();
        bench.flush();
        assertEquals(
                List.of("t1 t", "t2 kept"),
                SyncBench.read(bench, JournalKind.TIMELINE, new LsnRange(1, 2), false));
        bench.close();
        assertEquals(
                List.of("s1 new", "t1 t", "t2 kept", "d1 d", "d2 kept, too"),
                bench().openPool().open("doc").recovered);
    }

    @Test
    void foldInTheMakingFailsWhenItsJournalIsReplaced() {
        LogBench bench = written();
        Fold fold = bench.log.storage().beginFold(3);
        fold.write(LogBench.bytes("f"), new Answer<>());
        Answer<Void> replaced = replace(bench, THEIRS);
        replaced.get();
        bench.flush();
        Answer<Void> finished = new Answer<>();
        fold.finish(finished);
        bench.events.run();
        assertFalse(finished.succeeded());
        bench.close();
        assertEquals(AFTER, bench().openPool().open("doc").recovered);
    }

    @Test
    void foldThatEndsWhileItsJournalIsReplacedIsForgotten() {
        LogBench bench = written();
        Fold fold = bench.log.storage().beginFold(3);
        Answer<Void> written = new Answer<>();
        fold.write(LogBench.bytes("f"), written);
        bench.events.run();
        Answer<Void> finished = new Answer<>();
        fold.finish(finished);
        replace(bench, THEIRS).get();
        bench.flush();
        assertEquals(new LsnRange(1, 1), bench.log.storage().range());
        bench.close();
        assertEquals(AFTER, bench().openPool().open("doc").recovered);
    }

    @Test
    void cursorOverAReplacedJournalFindsNothingMore() {
        LogBench bench = written();
        JournalCursor cursor = bench.log.storage().entries(new LsnRange(1, 3));
        replace(bench, THEIRS).get();
        Answer<Entry> next = new Answer<>();
        cursor.next(next);
        bench.events.run();
        assertTrue(next.failure() instanceof JournalException.LsnNotFound);
    }

    @Test
    void interruptedAtAnyOperationItHappenedOrNot() {
        int[] seen = new int[2];
        for (Fault fault : Fault.values()) {
            for (int survival = 0; survival < 6; survival++) {
                int at = 0;
                while (interrupted(at, fault, survival, seen)) {
                    at++;
                }
                assertTrue(at > 3, at + " operations");
            }
        }
        Tally.tell("replacing interrupted, had not happened", seen[0]);
        Tally.tell("replacing interrupted, had happened", seen[1]);
        assertTrue(seen[0] > 10 && seen[1] > 10);
    }

    /** Replaces storage and forks the timeline in one batch; false where nothing interrupts. */
    private boolean interrupted(int at, Fault fault, int survival, int[] seen) {
        disk = new FaultyDisk();
        LogBench bench = written();
        disk.failAfter(at, fault);
        boolean acknowledged = false;
        boolean met;
        try {
            bench.log.forkTimeline(OTHER);
            bench.timeline("again");
            Answer<Void> replaced = new Answer<>();
            bench.log.replaceStorage(THEIRS, replaced);
            bench.events.run();
            acknowledged = replaced.succeeded();
            met = disk.faultHappened();
        } catch (PowerCut cut) {
            met = true;
        }
        disk.crash(new Random(survival * 31L + at));
        for (int i = 0; i < 2; i++) {
            LogBench later = bench().openPool().open("doc");
            assertNull(later.log.problem());
            boolean happened = later.log.storage().id().equals(THEIRS);
            assertEquals(happened, later.log.timeline().id().equals(OTHER));
            assertEquals(
                    happened ? List.of("t1 again", "d1 d") : BEFORE,
                    later.recovered,
                    fault + " at " + at);
            assertTrue(happened || !acknowledged, fault + " at " + at);
            seen[happened ? 1 : 0]++;
            later.close();
        }
        return met;
    }

    /**
     * The record that says so may be alone in its segment, and the next segment be claimed without
     * a record. Recovery lets go of the first only when the second has one.
     */
    @Test
    void aReplacementIsRememberedWhileTheNextSegmentIsEmpty() {
        LogBench bench = written();
        Answer<Void> replaced = new Answer<>();
        bench.log.replaceStorage(THEIRS, replaced);
        bench.events.run();
        replaced.get();
        int alone = bench.log.state().active.file;
        Map<Integer, byte[]> image = image();
        bench.storage("x".repeat(LogBench.SMALL.segmentBytes()));
        bench.flush();
        int next = bench.log.state().active.file;
        assertTrue(next != alone);
        // As a crash leaves it that comes between the superblock and the record.
        image.put(next, Arrays.copyOf(disk.contents(next), SegmentFormat.RECORDS_AT));
        image.forEach(disk::replace);
        for (int open = 0; open < 3; open++) {
            LogBench later = bench().openPool().open("doc");
            later.events.run();
            assertNull(later.log.problem(), "opening " + open);
            assertEquals(THEIRS, later.log.storage().id(), "opening " + open);
            assertEquals(List.of("t1 t", "d1 d"), later.recovered, "opening " + open);
            disk.crash(new Random(open));
        }
        LogBench last = bench().openPool().open("doc");
        last.storage("new");
        last.flush();
        last.close();
        assertEquals(AFTER, bench().openPool().open("doc").recovered);
    }

    @Test
    void rotWhereAJournalStartsOverNeverMixesTwo() {
        LogBench bench = written();
        List<String> allowed = new ArrayList<>(BEFORE);
        allowed.addAll(List.of("s1 new", "s2 newer"));
        Map<Integer, byte[]> image = image();
        replace(bench, THEIRS).get();
        bench.flush();
        bench.storage("newer");
        bench.flush();
        int file = bench.log.state().active.file;
        byte[] whole = disk.contents(file);
        // As a crash leaves it that comes before the old segments are freed.
        image.put(file, whole);
        int corrupt = 0;
        for (int at = 0; at < whole.length; at++) {
            image.forEach(disk::replace);
            disk.flipBit(file, at, at % 8);
            LogBench later = bench().openPool().open("doc");
            boolean old = later.recovered.contains("s3 c");
            boolean fresh = later.recovered.removeAll(List.of("s1 new", "s2 newer"));
            assertFalse(old && fresh, "at " + at + ": " + later.recovered);
            assertFalse(old, "at " + at + ": " + later.recovered);
            assertTrue(allowed.containsAll(later.recovered));
            corrupt += later.log.readOnly() ? 1 : 0;
        }
        assertTrue(corrupt > 0);
        image.put(file, new byte[0]);
        image.forEach(disk::replace);
        assertEquals(BEFORE, bench().openPool().open("doc").recovered);
    }

    @Test
    void replacementWhoseRecordIsTornDidNotHappen() {
        LogBench bench = written();
        Map<Integer, byte[]> image = image();
        Answer<Void> replaced = new Answer<>();
        bench.log.replaceStorage(THEIRS, replaced);
        bench.events.run();
        replaced.get();
        int file = bench.log.state().active.file;
        byte[] whole = disk.contents(file);
        for (int cut = SegmentFormat.RECORDS_AT; cut < whole.length; cut++) {
            disk = new FaultyDisk();
            image.put(file, Arrays.copyOf(whole, cut));
            image.forEach(disk::replace);
            LogBench later = bench().openPool().open("doc");
            assertEquals(BEFORE, later.recovered, "cut at " + cut);
            later.storage("goes on");
            later.close();
            List<String> next = bench().openPool().open("doc").recovered;
            assertEquals(List.of("s1-2 fold", "s3 c", "s4 goes on"), next.subList(0, 3));
        }
    }

    private Map<Integer, byte[]> image() {
        Map<Integer, byte[]> image = new TreeMap<>();
        disk.fileNumbers().forEach(file -> image.put(file, disk.contents(file)));
        return image;
    }
}
