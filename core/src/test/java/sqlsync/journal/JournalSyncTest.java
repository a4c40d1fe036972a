package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Answer;

/** Entries on their way from the journal of a coordinator to that of a device. */
class JournalSyncTest extends SyncStory {
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
    void shortBatchTruncatesNothingAndDroppedEntriesStayDropped() {
        write(4);
        JournalId id = source.log.storage().id();
        byte[] first =
                ((SyncAnswer.Entries) SyncBench.ask(source, new SyncRequest(id, 0, 0, 0)))
                        .encoded();
        pull(MUCH);
        Journal journal = reader.log.storage();
        journal.receive(id, first);
        assertEquals(new LsnRange(1, 4), journal.range());
        journal.dropPrefix(2);
        journal.receive(id, first);
        assertEquals(new LsnRange(3, 4), journal.range());
        reader.close();
        reader = reader(3);
        assertEquals(List.of("s3 layer 3", "s4 layer 4"), reader.recovered);
        reader.log.storage().receive(id, first);
        assertEquals(new LsnRange(3, 4), reader.log.storage().range());
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
