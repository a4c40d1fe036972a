package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.MemoryBlockStore;

/** From the journal of a coordinator to that of a device. */
class JournalSyncTest {
    private static final int MUCH = 1 << 20;

    private final EventQueue events = new EventQueue();
    private final LogBench source =
            new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 1)
                    .openPool()
                    .open("doc");
    private final MemoryBlockStore readerStore = new MemoryBlockStore(events);
    private LogBench reader = reader(2);

    private LogBench reader(long seed) {
        return new LogBench(events, readerStore, LogBench.SMALL, seed)
                .openPool()
                .openAdopting("doc");
    }

    @BeforeEach
    void adopt() {
        Answer<Void> adopted = new Answer<>();
        reader.log.adoptStorage(source.log.storage().id(), adopted);
        events.run();
        adopted.get();
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            source.storage("layer " + source.log.storage().range().next());
        }
        source.flush();
    }

    private List<String> shown(LogBench bench) {
        return SyncBench.read(bench, JournalKind.STORAGE, bench.log.storage().range(), false);
    }

    private void assertSame() {
        assertEquals(shown(source), shown(reader));
        reader.close();
        reader = reader(3);
        assertEquals(shown(source), shown(reader));
    }

    private SyncAnswer pull(int maxBytes) {
        return SyncBench.pull(source, reader, maxBytes);
    }

    @Test
    void nothingToSendIsUpToDate() {
        assertInstanceOf(SyncAnswer.UpToDate.class, pull(MUCH));
        write(3);
        pull(MUCH);
        assertInstanceOf(SyncAnswer.UpToDate.class, pull(MUCH));
        assertSame();
    }

    @Test
    void entriesComeInBatchesBoundedByBytes() {
        write(20);
        int rounds = 0;
        while (pull(200) instanceof SyncAnswer.Entries entries) {
            assertTrue(entries.encoded().length <= 200);
            rounds++;
        }
        assertEquals(5, rounds);
        assertSame();
    }

    @Test
    void entryLargerThanTheBoundComesAlone() {
        source.storage("x".repeat(5000));
        source.storage("y");
        source.flush();
        SyncAnswer.Entries first = assertInstanceOf(SyncAnswer.Entries.class, pull(0));
        assertEquals(new LsnRange(1, 1), first.range());
        pull(0);
        assertSame();
    }

    @Test
    void whatIsNotFlushedIsNotSent() {
        source.storage("a");
        assertInstanceOf(SyncAnswer.UpToDate.class, pull(MUCH));
        source.flush();
        source.storage("b");
        SyncAnswer.Entries sent = assertInstanceOf(SyncAnswer.Entries.class, pull(MUCH));
        assertEquals(new LsnRange(1, 1), sent.range());
    }

    @Test
    void entriesStayAsTheyWereMade() {
        write(2);
        pull(MUCH);
        Entry mine = SyncBench.next(events, reader.log.storage().entries(new LsnRange(2, 2)));
        Entry made = SyncBench.next(events, source.log.storage().entries(new LsnRange(2, 2)));
        assertArrayEquals(made.encoded(), mine.encoded());
    }

    @Test
    void whatIsThereIsIgnoredAndAGapIsRefused() {
        write(4);
        JournalId id = source.log.storage().id();
        SyncAnswer.Entries all =
                (SyncAnswer.Entries) SyncBench.ask(source, new SyncRequest(id, 0, 0, MUCH));
        EncodedEntry first = EncodedEntry.read(all.encoded(), 0, all.encoded().length);
        EncodedEntry second = EncodedEntry.read(all.encoded(), first.bytes(), all.encoded().length);
        Journal journal = reader.log.storage();
        assertThrows(JournalException.NonContiguous.class, () -> journal.receive(id, second));
        assertTrue(journal.receive(id, first));
        assertFalse(journal.receive(id, first));
        reader.flush();
        assertFalse(journal.receive(id, first));
        journal.receive(id, all.encoded());
        assertEquals(new LsnRange(1, 4), journal.range());
        reader.flush();
        assertSame();
    }

    @Test
    void anotherEntryWithTheSameLsnIsNoticed() {
        write(2);
        pull(MUCH);
        JournalId id = source.log.storage().id();
        LogBench backup = restoredBackup();
        SyncAnswer.Entries all =
                (SyncAnswer.Entries) SyncBench.ask(backup, new SyncRequest(id, 0, 0, MUCH));
        assertThrows(
                JournalException.Diverged.class,
                () -> reader.log.storage().receive(id, all.encoded()));
        SyncAnswer answer = SyncBench.ask(backup, reader.log.storage().syncRequest(MUCH));
        assertEquals(new SyncAnswer.Diverged(2), answer);
    }

    /** The coordinator has its first layer only, and then decided otherwise. */
    private LogBench restoredBackup() {
        LogBench backup =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 9)
                        .openPool()
                        .openAdopting("doc");
        backup.log.adoptStorage(source.log.storage().id(), new Answer<>());
        events.run();
        SyncBench.pull(source, backup, 0);
        backup.storage("something else");
        backup.flush();
        return backup;
    }

    @Test
    void readerAheadOfItsSourceHasDiverged() {
        write(3);
        pull(MUCH);
        SyncRequest ahead = new SyncRequest(source.log.storage().id(), 4, 17, MUCH);
        assertEquals(new SyncAnswer.Diverged(4), SyncBench.ask(source, ahead));
    }

    @Test
    void anotherJournalIsRefusedEverywhere() {
        JournalId other = source.log.timeline().id();
        Journal journal = reader.log.storage();
        assertThrows(JournalException.Mismatch.class, () -> journal.receive(other, new byte[0]));
        assertThrows(
                JournalException.Mismatch.class,
                () -> source.log.storage().syncPrepare(new SyncRequest(other, 0, 0, 1), null));
        write(2);
        source.fold(2, "both");
        EntryHead head = source.log.state().storage.foldHead();
        assertThrows(JournalException.Mismatch.class, () -> journal.receiveFold(other, head));
    }

    @Test
    void malformedEntriesAreRefusedAndThoseBeforeThemStay() {
        write(2);
        JournalId id = source.log.storage().id();
        byte[] sent =
                ((SyncAnswer.Entries) SyncBench.ask(source, new SyncRequest(id, 0, 0, MUCH)))
                        .encoded();
        sent[sent.length - 1] ^= 1;
        assertThrows(MalformedException.class, () -> reader.log.storage().receive(id, sent));
        assertEquals(new LsnRange(1, 1), reader.log.storage().range());
        source.timeline("t");
        source.flush();
        byte[] mutation =
                SyncBench.next(events, source.log.timeline().entries(new LsnRange(1, 1))).encoded();
        assertThrows(MalformedException.class, () -> reader.log.storage().receive(id, mutation));
    }

    @Test
    void lateReaderGetsTheFoldAndWhatCameAfterIt() {
        write(5);
        source.fold(4, "f".repeat(5000));
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertEquals(new LsnRange(1, 4), reader.log.storage().range());
        assertInstanceOf(SyncAnswer.Entries.class, pull(MUCH));
        assertSame();
    }

    @Test
    void readerInsideAFoldTakesItWhereItsLastEntryWentIntoIt() {
        write(3);
        pull(MUCH);
        write(3);
        source.fold(6, "folded");
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertSame();
    }

    @Test
    void readerInsideAFoldWithAnotherEntryHasDiverged() {
        write(1);
        LogBench backup = restoredBackup();
        backup.storage("more");
        backup.flush();
        backup.fold(3, "folded");
        write(1);
        pull(MUCH);
        assertEquals(
                new SyncAnswer.Diverged(2),
                SyncBench.ask(backup, reader.log.storage().syncRequest(MUCH)));
        EntryReader fold =
                ((SyncAnswer.Folded)
                                SyncBench.ask(
                                        backup,
                                        new SyncRequest(backup.log.storage().id(), 0, 0, 0)))
                        .fold();
        assertThrows(
                JournalException.Diverged.class,
                () -> SyncBench.receive(backup, reader, fold, Integer.MAX_VALUE));
        assertEquals(List.of("s1 layer 1", "s2 layer 2"), shown(reader));
        fold.close();
    }

    @Test
    void readerBeforeTheOldestStampOfAFoldTakesItWhole() {
        write(2);
        pull(MUCH);
        for (int i = 0; i < 4; i++) {
            write(FoldStamps.COUNT_MAX / 2);
            source.fold(source.log.storage().range().last(), "folded " + i);
        }
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertSame();
        assertEquals(
                FoldStamps.BYTES_MAX + "folded 3".length(),
                source.log.state().storage.foldHead().payloadBytes());
    }

    @Test
    void stampsOfAFoldGoOnIntoTheNext() {
        write(3);
        pull(MUCH);
        source.fold(3, "first");
        write(2);
        source.fold(5, "second");
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertSame();
    }

    @Test
    void foldThatIsCutOrRottenChangesNothing() {
        write(3);
        pull(MUCH);
        write(3);
        source.fold(6, "f".repeat(5000));
        SyncRequest request = reader.log.storage().syncRequest(MUCH);
        EntryReader fold = ((SyncAnswer.Folded) SyncBench.ask(source, request)).fold();
        for (int cut = 0; cut < 8; cut++) {
            SyncBench.receive(source, reader, fold, cut);
            assertEquals(3, shown(reader).size());
        }
        EntryHead head = fold.head();
        Answer<byte[]> bytes = new Answer<>();
        fold.read(EntryHead.BYTES, head.payloadBytes(), bytes);
        events.run();
        for (int at = 0; at < head.payloadBytes(); at += 97) {
            byte[] rotten = bytes.get().clone();
            rotten[at] ^= 4;
            Fold receiving = reader.log.storage().receiveFold(source.log.storage().id(), head);
            Answer<Void> written = new Answer<>();
            Answer<Void> finished = new Answer<>();
            receiving.write(rotten, written);
            events.run();
            if (written.succeeded()) {
                receiving.finish(finished);
                events.run();
            }
            assertFalse(finished.succeeded(), "at " + at);
        }
        assertEquals(3, shown(reader).size());
        fold.close();
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertSame();
    }

    @Test
    void receivedFoldTakesThePlaceOfOneInTheMaking() {
        write(4);
        pull(MUCH);
        write(4);
        source.fold(8, "theirs");
        Fold own = reader.log.storage().beginFold(3);
        Answer<Void> begun = new Answer<>();
        own.write(LogBench.bytes("mine"), begun);
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        Answer<Void> refused = new Answer<>();
        own.finish(refused);
        events.run();
        assertFalse(refused.succeeded());
        assertEquals(List.of("s1-8 theirs"), shown(reader));
        assertSame();
    }

    @Test
    void foldThatIsThereAlreadyIsNotWanted() {
        write(1);
        LogBench backup = restoredBackup();
        write(3);
        pull(MUCH);
        source.fold(3, "theirs");
        EntryHead head = source.log.state().storage.foldHead();
        JournalId id = source.log.storage().id();
        assertFalse(reader.log.storage().wantsFold(id, head));
        backup.storage("more");
        backup.flush();
        backup.fold(3, "otherwise");
        EntryHead other = backup.log.state().storage.foldHead();
        assertThrows(
                JournalException.Diverged.class, () -> reader.log.storage().wantsFold(id, other));
    }

    @Test
    void droppedEntriesAreToldFromThoseThatNeverWere() {
        write(5);
        source.log.storage().dropPrefix(3);
        source.flush();
        Answer<SyncAnswer> answer = new Answer<>();
        source.log
                .storage()
                .syncPrepare(new SyncRequest(source.log.storage().id(), 1, 0, MUCH), answer);
        events.run();
        assertEquals(2, ((JournalException.LsnNotFound) answer.failure()).lsn());
    }
}
