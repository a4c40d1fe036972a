package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryVisitor;
import sqlsync.journal.JournalKind;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.MeasuredBlockStore;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.SeededRandomness;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Layers and folds of a document, without its SQLite: what they take on disk stays in proportion to
 * the database. {@code -Dsqlsync.mutations=1000000} is the whole story.
 */
class CompactionTest {
    private static final int MUTATIONS = Integer.getInteger("sqlsync.mutations", 100_000);
    private static final JournalLimits LIMITS =
            new JournalLimits(64 << 10, 2, 64 << 20, 64 << 20, 256 << 10);

    private final EventQueue events = new EventQueue();
    private final MemoryBlockStore disk = new MemoryBlockStore(events);
    private final MeasuredBlockStore store = new MeasuredBlockStore(disk);
    private final Pages pages = new Pages(10_000);
    private final Random random = new Random(5);
    private final DocumentLog log = open(new NoEntries(), 1);
    private final Compactor compactor =
            new Compactor(
                    log,
                    pages,
                    0,
                    0,
                    (at, out) -> new SettledHeader(true, at, 0, List.of()).encode(out),
                    () -> {});
    private int folds;
    private int entries;
    private long restMax;
    private long compactingMax;

    private static final class NoEntries implements EntryVisitor {
        @Override
        public void entry(JournalKind kind, Entry entry) {
            throw new AssertionError("an entry in a new log");
        }
    }

    private DocumentLog open(EntryVisitor visitor, long seed) {
        Answer<SegmentPool> pool = new Answer<>();
        SegmentPool.open(store, new SeededRandomness(seed), LIMITS, pool);
        events.run();
        Answer<DocumentLog> opened = new Answer<>();
        pool.get().openLog("doc", visitor, opened);
        events.run();
        return opened.get();
    }

    /** A row is changed: some bytes of one page, as an update of one row does it, and page 1. */
    private void mutate(int mutation) {
        int number = 2 + random.nextInt(pages.pageCount() - 1);
        byte[] page = pages.replace(number);
        for (int at = random.nextInt(Page.BYTES - 40), i = 0; i < 40; i++) {
            page[at + i] = (byte) random.nextInt();
        }
        byte[] first = pages.replace(1);
        first[24] = (byte) (mutation >> 8);
        first[25] = (byte) mutation;
        pages.commitTransaction();
    }

    private void fill(int count) {
        for (int number = 1; number <= count; number++) {
            random.nextBytes(pages.replace(number));
        }
        pages.commitTransaction();
        commit();
    }

    /** What {@link CommitQueue} does with a batch; the fold, if any, goes on meanwhile. */
    private void commit() {
        Layer layer = pages.seal();
        ByteWriter out = new ByteWriter(1024);
        new SettledHeader(false, 0, 0, List.of()).encode(out);
        SerializedPages.write(out, layer, true);
        byte[] payload = out.toByteArray();
        long lsn = log.storage().append(random.nextLong(), payload);
        compactor.appended(lsn, payload.length, 0);
        Answer<Void> flushed = new Answer<>();
        log.flush(flushed);
        while (!flushed.told()) {
            events.step();
            measure();
        }
        flushed.get();
        pages.durable(layer);
        compactor.durable();
    }

    private void measure() {
        if (compactor.underWay()) {
            compactingMax = Math.max(compactingMax, store.bytes());
        } else {
            restMax = Math.max(restMax, store.bytes());
        }
    }

    private void countFold() {
        int now = log.stats().entries();
        folds += now < entries ? 1 : 0;
        entries = now;
    }

    @Test
    void diskUseStaysInProportionToTheDatabase() {
        fill(40);
        events.run();
        long database = (long) pages.pageCount() * Page.BYTES;
        for (int i = 0; i < MUTATIONS; i++) {
            mutate(i);
            commit();
            if (i % 7 == 0) {
                events.run();
                measure();
                countFold();
            }
        }
        events.run();
        measure();
        Tally.tell("mutations of a small document", MUTATIONS);
        Tally.tell("bytes of it", database);
        Tally.tell("bytes on disk at rest, at most", restMax);
        Tally.tell("bytes on disk while compacting, at most", compactingMax);
        Tally.tell("bytes written for each mutation", store.written() / MUTATIONS);
        long segments = 4L * LIMITS.segmentBytes();
        assertTrue(restMax <= 2 * database + segments, restMax + " bytes at rest");
        assertTrue(compactingMax <= 3 * database + segments, compactingMax + " compacting");
        assertTrue(folds >= MUTATIONS / 2000, folds + " folds");
        assertSameWhenReopened();
    }

    private void assertSameWhenReopened() {
        Answer<Void> closed = new Answer<>();
        log.close(closed);
        events.run();
        closed.get();
        Pages again = new Pages(10_000);
        DocumentLog later =
                open(
                        (kind, entry) -> {
                            ByteReader in =
                                    new ByteReader(entry.array(), entry.offset(), entry.length());
                            SettledHeader.decode(in);
                            SerializedPages layer =
                                    SerializedPages.read(
                                            entry.array(), in.position(), in.remaining());
                            again.apply(layer);
                        },
                        2);
        assertTrue(!later.readOnly());
        assertEquals(pages.pageCount(), again.pageCount());
        for (int number = 1; number <= pages.pageCount(); number++) {
            assertArrayEquals(pages.page(number), again.page(number), "page " + number);
        }
    }

    @Test
    void stepOfAFoldIsBoundedWhateverTheSizeOfTheDatabase() {
        fill(4000);
        long before = store.writtenAtOnceMax();
        assertTrue(before > 4000L * Page.BYTES, "the first layer is everything");
        assertTrue(compactor.underWay(), "the first layer is worth a fold");
        store.forgetMax();
        int steps = 0;
        int committedMeanwhile = 0;
        while (compactor.underWay()) {
            mutate(steps);
            commit();
            committedMeanwhile++;
            for (int i = 0; i < 3 && compactor.underWay(); i++) {
                events.step();
                steps++;
            }
        }
        events.run();
        assertTrue(
                store.writtenAtOnceMax() <= Compactor.CHUNK_BYTES + 4096,
                store.writtenAtOnceMax() + " bytes at once");
        assertTrue(committedMeanwhile > 20, committedMeanwhile + " commits during the fold");
    }
}
