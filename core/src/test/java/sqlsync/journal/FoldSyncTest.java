package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Answer;

/** Folds on their way from the journal of a coordinator to that of a device. */
class FoldSyncTest extends SyncStory {
    @Test
    void foldThatWaitsForAnotherCanBeGivenUp() {
        write(4);
        pull(MUCH);
        write(4);
        source.fold(8, "theirs");
        byte[] payload = foldPayload();
        Fold own = reader.log.storage().beginFold(3);
        own.write(LogBench.bytes("mine"), new Answer<>());
        EntryHead head = source.log.state().storage.foldHead();
        Fold theirs = reader.log.storage().receiveFold(source.log.storage().id(), head);
        Answer<Void> written = new Answer<>();
        theirs.write(payload, written);
        assertThrows(IllegalStateException.class, () -> theirs.write(payload, new Answer<>()));
        assertThrows(IllegalStateException.class, () -> theirs.finish(new Answer<>()));
        Fold third = reader.log.storage().receiveFold(source.log.storage().id(), head);
        assertThrows(IllegalStateException.class, () -> third.write(payload, new Answer<>()));
        theirs.abandon();
        assertFalse(written.told());
        events.run();
        assertFalse(written.succeeded());
        assertEquals(4, shown(reader).size());
        assertInstanceOf(SyncAnswer.Folded.class, pull(MUCH));
        assertSame();
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
    void aFoldIsNoEntryOfAFlow() {
        write(2);
        source.fold(2, "folded");
        byte[] header = source.log.state().storage.foldHead().encoded();
        byte[] payload = foldPayload();
        byte[] fold = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, fold, header.length, payload.length);
        EncodedEntry encoded = EncodedEntry.read(fold, 0, fold.length);
        JournalId id = source.log.storage().id();
        assertThrows(MalformedException.class, () -> reader.log.storage().receive(id, encoded));
    }
}
