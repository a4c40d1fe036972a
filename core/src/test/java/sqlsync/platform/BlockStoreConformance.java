package sqlsync.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link BlockStore} promises. One subclass for each. */
public abstract class BlockStoreConformance {
    protected final EventQueue events = new EventQueue();

    /** A store on the files of this test; the same files each time it is called. */
    protected abstract BlockStore store();

    private final <T> T get(Answer<T> answer) {
        events.run();
        return answer.get();
    }

    private List<byte[]> submit(BlockStore store, IoOperation... operations) {
        Answer<List<byte[]>> answer = new Answer<>();
        store.submit(List.of(operations), answer);
        return get(answer);
    }

    private BlockStore withFile(int file) {
        BlockStore store = store();
        Answer<Void> created = new Answer<>();
        store.create(file, created);
        get(created);
        return store;
    }

    private static IoOperation write(int file, long position, int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return new IoOperation.Write(file, position, array);
    }

    @Test
    void nothingIsToldWithinTheCall() {
        Answer<List<BlockStore.FoundFile>> answer = new Answer<>();
        store().scan(16, answer);
        assertFalse(answer.told());
        assertTrue(get(answer).isEmpty());
    }

    @Test
    void whatWasWrittenIsReadInOrder() {
        BlockStore store = withFile(3);
        List<byte[]> read =
                submit(
                        store,
                        write(3, 0, 1, 2, 3),
                        new IoOperation.Read(3, 1, 2),
                        write(3, 1, 9),
                        new IoOperation.Flush(3),
                        new IoOperation.Read(3, 0, 3));
        assertArrayEquals(new byte[] {2, 3}, read.get(0));
        assertArrayEquals(new byte[] {1, 9, 3}, read.get(1));
    }

    @Test
    void readAtTheEndIsShorterAndBehindItEmpty() {
        BlockStore store = withFile(1);
        List<byte[]> read =
                submit(
                        store,
                        write(1, 0, 1, 2, 3),
                        new IoOperation.Read(1, 2, 10),
                        new IoOperation.Read(1, 50, 10));
        assertArrayEquals(new byte[] {3}, read.get(0));
        assertEquals(0, read.get(1).length);
    }

    @Test
    void writeBehindTheEndFillsWithZeros() {
        BlockStore store = withFile(1);
        List<byte[]> read = submit(store, write(1, 4, 7), new IoOperation.Read(1, 0, 9));
        assertArrayEquals(new byte[] {0, 0, 0, 0, 7}, read.get(0));
    }

    @Test
    void truncateCutsAndExtendsWithZeros() {
        BlockStore store = withFile(1);
        List<byte[]> read =
                submit(
                        store,
                        write(1, 0, 1, 2, 3, 4),
                        new IoOperation.Truncate(1, 2),
                        new IoOperation.Truncate(1, 4),
                        new IoOperation.Read(1, 0, 9));
        assertArrayEquals(new byte[] {1, 2, 0, 0}, read.get(0));
    }

    @Test
    void closedFilesAreFoundWithTheirHeads() {
        BlockStore store = withFile(7);
        submit(store, write(7, 0, 1, 2, 3, 4, 5), new IoOperation.Flush(7));
        Answer<Void> closed = new Answer<>();
        store.close(List.of(7), closed);
        get(closed);
        Answer<List<BlockStore.FoundFile>> found = new Answer<>();
        store().scan(2, found);
        BlockStore.FoundFile file = get(found).get(0);
        assertEquals(7, file.file());
        assertEquals(5, file.size());
        assertArrayEquals(new byte[] {1, 2}, file.head());
    }

    @Test
    void openingIsAllOrNone() {
        BlockStore store = withFile(1);
        Answer<Void> closed = new Answer<>();
        store.close(List.of(1), closed);
        get(closed);
        Answer<Void> both = new Answer<>();
        store.open(List.of(1, 2), both);
        events.run();
        assertNotNull(both.failure());
        Answer<Void> one = new Answer<>();
        store.open(List.of(1), one);
        get(one);
        assertEquals(0, submit(store, new IoOperation.Read(1, 0, 1)).get(0).length);
    }

    @Test
    void batchStopsAtTheFirstFailure() {
        BlockStore store = withFile(1);
        Answer<List<byte[]>> answer = new Answer<>();
        store.submit(List.of(write(1, 0, 1), new IoOperation.Flush(99), write(1, 1, 2)), answer);
        events.run();
        assertNotNull(answer.failure());
        assertArrayEquals(new byte[] {1}, submit(store, new IoOperation.Read(1, 0, 9)).get(0));
    }

    @Test
    void writingTwiceIsWritingOnce() {
        BlockStore store = withFile(1);
        submit(store, write(1, 0, 1, 2));
        submit(store, write(1, 0, 1, 2));
        assertArrayEquals(new byte[] {1, 2}, submit(store, new IoOperation.Read(1, 0, 9)).get(0));
    }

    @Test
    void emptyBatchSucceeds() {
        assertTrue(submit(store()).isEmpty());
    }
}
