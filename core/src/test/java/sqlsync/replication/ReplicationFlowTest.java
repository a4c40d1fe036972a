package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.codec.MalformedException;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.Fold;
import sqlsync.journal.JournalKind;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.SeededRandomness;
import sqlsync.platform.StorageException;

/** A source and a destination, and what flows between them. */
class ReplicationFlowTest implements ReplicationSource.Output, ReplicationDestination.Sink {
    private static final int WINDOW = 100_000;

    private final EventQueue events = new EventQueue();
    private final DocumentLog log = open();
    private final Random random = new Random(4);
    private final List<byte[]> frames = new ArrayList<>();
    private final List<byte[]> came = new ArrayList<>();
    private final ByteArrayOutputStream fold = new ByteArrayOutputStream();
    private final List<EntryHead> folds = new ArrayList<>();
    private EntryHead foldHead;
    private boolean foldEnded;
    private boolean congested;
    private int toRelease;
    private ReplicationSource source = new ReplicationSource(log.storage(), 0, WINDOW, this);
    private final ReplicationDestination destination =
            new ReplicationDestination(JournalKind.STORAGE, 1 << 20, WINDOW, this);

    private DocumentLog open() {
        Answer<SegmentPool> pool = new Answer<>();
        SegmentPool.open(
                new MemoryBlockStore(events), new SeededRandomness(1), JournalLimits.DEFAULT, pool);
        events.run();
        Answer<DocumentLog> opened = new Answer<>();
        pool.get().openLog("doc", (kind, entry) -> {}, opened);
        events.run();
        return opened.get();
    }

    @Override
    public void entries(byte[] bytes) {
        assertTrue(bytes.length <= ReplicationLimits.CHUNK_BYTES);
        frames.add(bytes);
    }

    @Override
    public boolean congested() {
        return congested;
    }

    @Override
    public void failed(StorageException failure) {
        throw failure;
    }

    @Override
    public void entry(EncodedEntry entry) {
        came.add(entry.entry().payload());
        toRelease += entry.bytes();
    }

    @Override
    public void fold(EntryHead head) {
        foldHead = head;
        folds.add(head);
    }

    @Override
    public void foldPiece(byte[] bytes, boolean last) {
        fold.writeBytes(bytes);
        foldEnded = last;
        toRelease += bytes.length;
    }

    private byte[] append(int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        log.storage().append(random.nextLong(), payload);
        Answer<Void> flushed = new Answer<>();
        log.flush(flushed);
        events.run();
        flushed.get();
        source.wake();
        events.run();
        return payload;
    }

    private int sentBytes() {
        return frames.stream().mapToInt(frame -> frame.length).sum();
    }

    /** Delivers what was sent; the destination releases what it was given. */
    private void deliver() {
        while (!frames.isEmpty()) {
            List<byte[]> now = new ArrayList<>(frames);
            frames.clear();
            now.forEach(destination::received);
            destination.release(toRelease);
            toRelease = 0;
            assertTrue(source.acknowledged(destination.taken()));
            events.run();
        }
    }

    @Test
    void entriesArriveAsTheyAreWhateverTheirSize() {
        List<byte[]> payloads = new ArrayList<>();
        for (int bytes : new int[] {1, 3_000, 0, 65_536, 99_000, 500_000, 7}) {
            payloads.add(append(bytes));
        }
        deliver();
        assertEquals(payloads.size(), came.size());
        for (int i = 0; i < payloads.size(); i++) {
            assertArrayEquals(payloads.get(i), came.get(i));
        }
        assertEquals(0, source.underWay());
    }

    @Test
    void aJournalThatStartedOverIsNotReadOn() {
        append(10);
        append(10);
        Answer<Void> replaced = new Answer<>();
        log.replaceStorage(log.timeline().id(), replaced);
        events.run();
        log.storage().append(1, new byte[10]);
        log.flush(new Answer<>());
        events.run();
        ReplicationSource ahead = new ReplicationSource(log.storage(), 0, WINDOW, this);
        frames.clear();
        ahead.wake();
        ahead.stop();
        events.run();
        assertTrue(frames.isEmpty(), "what was read when it was stopped is not sent");
    }

    @Test
    void whatIsNotFlushedIsNotSent() {
        log.storage().append(1, new byte[10]);
        source.wake();
        events.run();
        assertEquals(0, frames.size());
    }

    @Test
    void noMoreThanAWindowIsUnderWay() {
        for (int i = 0; i < 10; i++) {
            append(30_000);
        }
        assertEquals(WINDOW, sentBytes());
        assertEquals(WINDOW, source.underWay());
        deliver();
        assertEquals(10, came.size());
    }

    @Test
    void aFullLinkHasOneChunkUnderWay() {
        congested = true;
        for (int i = 0; i < 10; i++) {
            append(30_000);
        }
        assertEquals(ReplicationLimits.CHUNK_BYTES, sentBytes());
        congested = false;
        deliver();
        assertEquals(10, came.size());
    }

    @Test
    void acknowledgingWhatWasNotSentIsNoticed() {
        append(1_000);
        assertFalse(source.acknowledged(sentBytes() + 1));
        assertTrue(source.acknowledged(sentBytes()));
        assertFalse(source.acknowledged(sentBytes() - 1));
    }

    @Test
    void aFlowBeyondItsWindowIsRefused() {
        for (int i = 0; i < 10; i++) {
            append(30_000);
        }
        frames.forEach(destination::received);
        assertThrows(
                MalformedException.class,
                () -> destination.received(new byte[ReplicationLimits.CHUNK_BYTES]));
    }

    @Test
    void anEntryThatIsTooLongIsRefusedByItsHeader() {
        append((1 << 20) + 1);
        byte[] first = frames.get(0);
        assertThrows(MalformedException.class, () -> destination.received(first));
    }

    @Test
    void anEntryOfAnotherJournalIsRefused() {
        append(10);
        ReplicationDestination timelines =
                new ReplicationDestination(JournalKind.TIMELINE, 1 << 20, WINDOW, this);
        assertThrows(MalformedException.class, () -> timelines.received(frames.get(0)));
    }

    @Test
    void everyFlippedBitOfAFlowIsNoticed() {
        append(40);
        byte[] sound = frames.get(0);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            came.clear();
            foldHead = null;
            ReplicationDestination other =
                    new ReplicationDestination(JournalKind.STORAGE, 1 << 20, WINDOW, this);
            try {
                other.received(flipped);
            } catch (MalformedException noticed) {
                continue;
            }
            // It waits for more, or is a fold, which its receiver checks when it ends.
            assertEquals(0, came.size(), "bit " + bit);
        }
    }

    @Test
    void aFoldComesInPiecesAndThenWhatIsBehindIt() {
        for (int i = 0; i < 10; i++) {
            append(10_000);
        }
        byte[] contents = new byte[300_000];
        random.nextBytes(contents);
        Fold folding = log.storage().beginFold(8);
        Answer<Void> wrote = new Answer<>();
        folding.write(contents.clone(), wrote);
        events.run();
        wrote.get();
        Answer<Void> finished = new Answer<>();
        folding.finish(finished);
        events.run();
        finished.get();

        frames.clear();
        source = new ReplicationSource(log.storage(), 3, WINDOW, this);
        source.wake();
        events.run();
        deliver();
        assertEquals(8, foldHead.last());
        assertTrue(foldEnded);
        byte[] payload = fold.toByteArray();
        assertEquals(foldHead.payloadBytes(), payload.length);
        byte[] behindStamps =
                java.util.Arrays.copyOfRange(
                        payload, payload.length - contents.length, payload.length);
        assertArrayEquals(contents, behindStamps);
        assertEquals(2, came.size());
    }

    @Test
    void aFoldThatIsReplacedWhileItIsSentIsSentToItsEnd() {
        aFoldComesInPiecesAndThenWhatIsBehindIt();
        came.clear();
        folds.clear();
        fold.reset();
        frames.clear();
        ReplicationDestination other =
                new ReplicationDestination(JournalKind.STORAGE, 1 << 20, WINDOW, this);
        source = new ReplicationSource(log.storage(), 0, WINDOW, this);
        source.wake();
        events.run();
        Fold folding = log.storage().beginFold(10);
        folding.write(new byte[50], new Answer<>());
        events.run();
        folding.finish(new Answer<>());
        events.run();
        foldEnded = false;
        while (!foldEnded) {
            List<byte[]> now = new ArrayList<>(frames);
            frames.clear();
            toRelease = 0;
            now.forEach(other::received);
            other.release(toRelease);
            assertTrue(source.acknowledged(other.taken()));
            events.run();
        }
        assertEquals(8, folds.get(0).last(), "the old fold was sent to its end");
        source.stop();
    }
}
