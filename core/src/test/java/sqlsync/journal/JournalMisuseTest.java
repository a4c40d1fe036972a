package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Answer;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.StorageException;

/** What callers get wrong is said at once, and changes nothing. */
class JournalMisuseTest extends SyncStory {
    private static void illegalState(Executable call) {
        assertThrows(IllegalStateException.class, call);
    }

    private static void illegalArgument(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }

    private EncodedEntry encoded(LogBench bench, JournalKind kind, long lsn) {
        JournalCursor cursor = bench.journal(kind).entries(new LsnRange(lsn, lsn));
        byte[] bytes = SyncBench.next(events, cursor).encoded();
        return EncodedEntry.read(bytes, 0, bytes.length);
    }

    @Test
    void rangesAndIdsThatCannotBeAreRefused() {
        illegalArgument(() -> new LsnRange(0, 3));
        illegalArgument(() -> new LsnRange(5, 3));
        assertTrue(new LsnRange(5, 4).isEmpty());
        illegalArgument(() -> JournalId.of(new byte[15]));
        assertNotEquals(JournalId.NONE, "a text");
        assertNotEquals(source.log.storage().id(), source.log.timeline().id());
        illegalArgument(() -> source.pool.openLog("", (kind, entry) -> {}, new Answer<>()));
        String long_ = "x".repeat(JournalLimits.DOCUMENT_ID_CHARS_MAX + 1);
        illegalArgument(() -> source.pool.openLog(long_, (kind, entry) -> {}, new Answer<>()));
    }

    @Test
    void documentInUseIsNeitherOpenedNorDeletedNorMoved() {
        illegalState(() -> source.tryOpen("doc"));
        illegalState(() -> source.pool.delete("doc", new Answer<>()));
        Answer<DocumentLog> opening = new Answer<>();
        source.pool.openLog("other", (kind, entry) -> {}, opening);
        illegalState(() -> source.pool.openLog("other", (kind, entry) -> {}, new Answer<>()));
        events.run();
        assertTrue(opening.succeeded());
        assertTrue(source.pool.has("other") && !source.pool.has("third"));
        SegmentPool elsewhere =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 3)
                        .openPool()
                        .pool;
        illegalState(() -> elsewhere.moveHere("doc", source.pool, new Answer<>()));
        illegalState(() -> elsewhere.moveHere("third", source.pool, new Answer<>()));
        assertFalse(elsewhere.sharesLog("doc", source.pool));
        assertFalse(source.pool.sharesLog("doc", elsewhere));
    }

    @Test
    void anotherDocumentOfTheSameIdIsNoPlaceToMoveTo() {
        LogBench other =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 3)
                        .openPool()
                        .open("doc");
        other.close();
        source.close();
        assertFalse(other.pool.sharesLog("doc", source.pool));
        illegalState(() -> other.pool.moveHere("doc", source.pool, new Answer<>()));
    }

    @Test
    void foldsHaveTheirRules() {
        write(4);
        Journal storage = source.log.storage();
        illegalState(() -> source.log.timeline().beginFold(1));
        illegalArgument(() -> storage.beginFold(0));
        illegalArgument(() -> storage.beginFold(5));
        Fold fold = storage.beginFold(2);
        illegalState(() -> storage.beginFold(3));
        fold.write(new byte[10], new Answer<>());
        illegalState(() -> fold.write(new byte[10], new Answer<>()));
        illegalState(() -> fold.finish(new Answer<>()));
        events.run();
        Answer<Void> finished = new Answer<>();
        fold.finish(finished);
        events.run();
        assertTrue(finished.succeeded());
        illegalState(() -> fold.write(new byte[1], new Answer<>()));
        illegalState(() -> fold.finish(new Answer<>()));
        fold.abandon();
        assertEquals(new LsnRange(1, 4), storage.range());
        illegalArgument(() -> storage.beginFold(2));
    }

    @Test
    void foldThatOutgrowsItsLimitIsRefusedWhole() {
        write(2);
        Fold fold = source.log.storage().beginFold(2);
        Answer<Void> written = new Answer<>();
        illegalState(() -> fold.write(new byte[LogBench.SMALL.foldBytesMax() + 1], written));
        events.run();
        assertFalse(written.told());
        illegalState(() -> fold.finish(new Answer<>()));
        fold.abandon();
        events.run();
        source.fold(2, "small");
    }

    @Test
    void receivedFoldsHaveTheirRules() {
        write(4);
        source.fold(4, "f".repeat(3000));
        Journal storage = reader.log.storage();
        JournalId id = source.log.storage().id();
        EntryHead head = source.log.state().storage.foldHead();
        illegalState(() -> reader.log.device().wantsFold(id, head));
        assertThrows(
                JournalException.Mismatch.class,
                () -> storage.wantsFold(source.log.timeline().id(), head));
        JournalId timeline = reader.log.timeline().id();
        assertThrows(
                MalformedException.class, () -> reader.log.timeline().wantsFold(timeline, head));
        EntryHead single =
                new EntryHead(JournalKind.STORAGE, EntryType.SINGLE, 1, 1, 0, 0, false, 0);
        assertThrows(MalformedException.class, () -> storage.wantsFold(id, single));
        EntryHead later = new EntryHead(JournalKind.STORAGE, EntryType.FOLD, 3, 4, 0, 50, true, 0);
        assertThrows(JournalException.NonContiguous.class, () -> storage.wantsFold(id, later));

        Fold receiving = storage.receiveFold(id, head);
        receiving.write(foldPayload(), new Answer<>());
        events.run();
        receiving.abandon();
        receiving.abandon();
        illegalState(() -> receiving.write(new byte[1], new Answer<>()));
        illegalState(() -> receiving.finish(new Answer<>()));

        Fold nothing = storage.receiveFold(id, head);
        Answer<Void> finished = new Answer<>();
        nothing.finish(finished);
        events.run();
        assertInstanceOf(JournalException.Unsound.class, finished.failure());
        illegalState(() -> nothing.finish(new Answer<>()));
        illegalState(() -> nothing.write(new byte[1], new Answer<>()));

        pull(MUCH);
        illegalState(() -> storage.receiveFold(id, head));
    }

    @Test
    void stampsOfAReceivedFoldAreCheckedBeforeAnythingIsWritten() {
        write(4);
        source.fold(4, "folded");
        EntryHead head = source.log.state().storage.foldHead();
        byte[] payload = foldPayload();
        byte[] none = payload.clone();
        Arrays.fill(none, 0, 4, (byte) 0);
        byte[] tooMany = payload.clone();
        tooMany[3] = 1;
        byte[] moreThanItCovers = payload.clone();
        moreThanItCovers[0] = 5;
        for (byte[] wrong : List.of(none, tooMany, Arrays.copyOf(moreThanItCovers, 100))) {
            Fold receiving = reader.log.storage().receiveFold(source.log.storage().id(), head);
            Answer<Void> written = new Answer<>();
            receiving.write(wrong, written);
            events.run();
            assertInstanceOf(JournalException.Unsound.class, written.failure());
            Answer<Void> again = new Answer<>();
            receiving.write(payload, again);
            Answer<Void> finished = new Answer<>();
            receiving.finish(finished);
            events.run();
            assertFalse(again.succeeded() || finished.succeeded());
        }
        Fold inPieces = reader.log.storage().receiveFold(source.log.storage().id(), head);
        for (int at = 0; at < payload.length; at++) {
            Answer<Void> written = new Answer<>();
            inPieces.write(Arrays.copyOfRange(payload, at, at + 1), written);
            events.run();
            written.get();
        }
        Answer<Void> finished = new Answer<>();
        inPieces.finish(finished);
        events.run();
        finished.get();
        assertSame();
    }

    @Test
    void entriesOfAnotherKindAreMalformed() {
        write(2);
        source.timeline("mutation");
        source.device("note");
        source.flush();
        JournalId id = source.log.storage().id();
        Journal storage = reader.log.storage();
        EncodedEntry mutation = encoded(source, JournalKind.TIMELINE, 1);
        assertThrows(MalformedException.class, () -> storage.receive(id, mutation));
        EncodedEntry second = encoded(source, JournalKind.STORAGE, 2);
        assertThrows(JournalException.NonContiguous.class, () -> storage.receive(id, second));
        EncodedEntry note = encoded(source, JournalKind.DEVICE, 1);
        JournalId device = reader.log.device().id();
        illegalState(() -> reader.log.device().receive(device, note));
        illegalState(
                () -> reader.log.device().syncPrepare(new SyncRequest(device, 0, 0, 9), unasked()));
        LogBench unadopted =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 4)
                        .openPool()
                        .openAdopting("new");
        illegalState(() -> unadopted.storage("nobody's"));
        assertThrows(
                JournalException.Mismatch.class,
                () -> unadopted.log.storage().receive(JournalId.NONE, second));
    }

    private static Answer<SyncAnswer> unasked() {
        return new Answer<>();
    }

    @Test
    void requestsThatCannotBeAreRefused() {
        write(1);
        JournalId id = source.log.storage().id();
        for (SyncRequest wrong :
                List.of(new SyncRequest(id, -1, 0, 9), new SyncRequest(id, 0, 0, -1))) {
            illegalArgument(() -> source.log.storage().syncPrepare(wrong, unasked()));
        }
        assertEquals(
                new SyncAnswer.Diverged(7), SyncBench.ask(source, new SyncRequest(id, 7, 1, 9)));
        source.log.storage().dropPrefix(1);
        source.flush();
        write(1);
        Answer<SyncAnswer> dropped = new Answer<>();
        source.log.storage().syncPrepare(new SyncRequest(id, 0, 0, 9), dropped);
        events.run();
        assertInstanceOf(JournalException.LsnNotFound.class, dropped.failure());
    }

    @Test
    void dropsAppendsAndLabelsHaveLimits() {
        write(3);
        Journal storage = source.log.storage();
        illegalArgument(() -> storage.dropPrefix(4));
        storage.dropPrefix(2);
        storage.dropPrefix(1);
        assertEquals(new LsnRange(3, 3), storage.range());
        illegalState(() -> storage.append(1, new byte[LogBench.SMALL.batchBytesMax() + 1]));
        byte[] label = new byte[JournalLimits.LABEL_BYTES_MAX + 1];
        illegalArgument(() -> source.log.setLabel(label));
        illegalArgument(() -> source.log.forkTimeline(JournalId.NONE));
        illegalState(() -> source.log.adoptStorage(source.log.timeline().id(), new Answer<>()));
        illegalState(() -> reader.log.adoptStorage(source.log.timeline().id(), new Answer<>()));
        source.log.adoptStorage(storage.id(), new Answer<>());
        events.run();
    }

    @Test
    void logWithoutAnIdAdoptsNoneOnceItHadEntries() {
        LogBench unadopted =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 4)
                        .openPool()
                        .openAdopting("new");
        assertTrue(unadopted.log.storage().id().isNone());
        illegalArgument(() -> unadopted.log.replaceStorage(JournalId.NONE, new Answer<>()));
        unadopted.log.replaceStorage(source.log.storage().id(), new Answer<>());
        events.run();
        assertEquals(source.log.storage().id(), unadopted.log.storage().id());
    }

    @Test
    void cursorShowsOneEntryAtATimeAndReadsInsideOfIt() {
        write(3);
        source.fold(2, "f".repeat(300));
        JournalCursor cursor = source.log.storage().entries(new LsnRange(1, 3));
        illegalState(() -> cursor.read(0, 1, new Answer<>()));
        cursor.next(new Answer<>());
        illegalState(() -> cursor.next(new Answer<>()));
        events.run();
        illegalArgument(() -> cursor.read(-1, 1, new Answer<>()));
        illegalArgument(() -> cursor.read(0, -1, new Answer<>()));
        Entry single = SyncBench.next(events, cursor);
        illegalArgument(() -> cursor.read(-1, 1, new Answer<>()));
        illegalArgument(() -> cursor.read(0, -1, new Answer<>()));
        illegalArgument(() -> cursor.read(1, single.encodedBytes(), new Answer<>()));
        Answer<byte[]> inside = new Answer<>();
        cursor.read(EntryHead.BYTES, 5, inside);
        events.run();
        assertEquals("layer", new String(inside.get()));
        assertEquals(null, SyncBench.next(events, cursor));
        illegalState(() -> cursor.read(0, 1, new Answer<>()));
        assertThrows(
                JournalException.LsnNotFound.class,
                () -> source.log.storage().entries(new LsnRange(3, 4)));
        assertThrows(
                JournalException.LsnNotFound.class,
                () -> source.log.timeline().entries(new LsnRange(1, 1)));
    }

    @Test
    void readerOfAFoldIsClosedOnceAndReadsNothingAfterwards() {
        write(2);
        source.fold(2, "folded");
        EntryReader fold =
                ((SyncAnswer.Folded)
                                SyncBench.ask(
                                        source,
                                        new SyncRequest(source.log.storage().id(), 0, 0, 0)))
                        .fold();
        illegalArgument(() -> fold.read(-1, 1, new Answer<>()));
        illegalArgument(() -> fold.read(0, -1, new Answer<>()));
        illegalArgument(() -> fold.read(0, fold.head().encodedBytes() + 1, new Answer<>()));
        fold.close();
        fold.close();
        illegalState(() -> fold.read(0, 1, new Answer<>()));
    }

    @Test
    void closedLogDoesNothing() {
        write(1);
        JournalCursor cursor = source.log.storage().entries(new LsnRange(1, 1));
        Fold fold = source.log.storage().beginFold(1);
        source.close();
        illegalState(() -> cursor.next(new Answer<>()));
        illegalState(() -> fold.write(new byte[1], new Answer<>()));
        illegalState(() -> source.storage("x"));
        illegalState(() -> source.log.flush(new Answer<>()));
        illegalState(() -> source.log.close(new Answer<>()));
        illegalState(() -> source.log.storage().syncRequest(1));
    }

    @Test
    void logThatIsWellIsReopenedWithoutHarm() {
        write(1);
        Answer<Void> reopened = new Answer<>();
        source.log.reopen(reopened);
        events.run();
        reopened.get();
        write(1);
        assertEquals(2, shown(source).size());
    }

    @Test
    void readOnlyLogTakesNothing() {
        write(2);
        pull(MUCH);
        write(2);
        source.fold(4, "folded");
        EntryHead head = source.log.state().storage.foldHead();
        StorageException why = new StorageException(StorageException.Kind.CORRUPT, "Rot.");
        JournalId id = source.log.storage().id();
        Fold receiving = reader.log.storage().receiveFold(id, head);
        reader.log.damaged(why, List.of());
        assertEquals(why, reader.log.problem());
        assertThrows(StorageException.class, () -> reader.log.storage().receiveFold(id, head));
        assertThrows(StorageException.class, () -> reader.log.storage().beginFold(1));
        assertThrows(StorageException.class, () -> reader.timeline("x"));
        assertThrows(StorageException.class, () -> reader.log.reopen(new Answer<>()));
        assertEquals(why, reader.tryFlush().failure());
        Answer<Void> written = new Answer<>();
        receiving.write(foldPayload(), written);
        events.run();
        assertEquals(why, written.failure());
    }

    @Test
    void timelinesThatWereNeverFlushedAreForkedAgain() {
        source.timeline("a");
        source.log.forkTimeline(JournalId.random(source.randomness));
        source.timeline("b");
        assertEquals(
                List.of("t1 b"),
                SyncBench.read(source, JournalKind.TIMELINE, new LsnRange(1, 1), false));
        assertEquals(0, source.log.timeline().syncRequest(9).after());
        source.flush();
        assertEquals(1, source.log.timeline().syncRequest(9).after());
    }

    /** Entries of a bench with a lot of what is not flushed, which is settled in one go. */
    @Test
    void manyEntriesOfOneBatchAreSettledInOrder() {
        int count = 4000;
        for (int i = 1; i <= count; i++) {
            source.device("n");
            if (i % 1500 == 0) {
                source.log.flush(new Answer<>());
            }
        }
        source.flush();
        assertEquals(new LsnRange(1, count), source.log.device().durableRange());
    }
}
