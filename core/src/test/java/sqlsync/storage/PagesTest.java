package sqlsync.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;

class PagesTest {
    private Pages pages = new Pages(100);

    private void write(int number, int fill) {
        Arrays.fill(pages.replace(number), (byte) fill);
    }

    private void commit(int number, int fill) {
        write(number, fill);
        pages.commitTransaction();
    }

    private int fill(int number) {
        return pages.page(number)[Page.BYTES - 1];
    }

    @Test
    void whatWasCommittedIsOneLayer() {
        commit(1, 1);
        commit(2, 2);
        commit(1, 3);
        assertTrue(pages.pending());
        Layer layer = pages.seal();
        assertEquals(0, layer.pageCountBefore());
        assertEquals(2, layer.pageCount());
        assertEquals(2, layer.size());
        assertEquals(1, layer.number(0));
        assertEquals(3, layer.array(0)[0]);
        assertNull(layer.before(0));
        assertFalse(pages.pending());
        assertNull(pages.seal());
    }

    @Test
    void aRolledBackTransactionLeavesNothing() {
        commit(1, 1);
        write(1, 9);
        write(5, 9);
        pages.truncate(3);
        write(4, 8);
        pages.rollbackTransaction();
        assertEquals(1, pages.pageCount());
        assertEquals(1, fill(1));
        Layer layer = pages.seal();
        assertEquals(1, layer.size());
    }

    @Test
    void aLayerKeepsItsBytesWhileLaterOnesAreWritten() {
        commit(1, 1);
        Layer first = pages.seal();
        commit(1, 2);
        Layer second = pages.seal();
        commit(1, 3);
        commit(1, 4);
        assertEquals(1, first.array(0)[7]);
        assertEquals(1, second.before(0)[7]);
        assertEquals(2, second.array(0)[7]);
        pages.durable(first);
        commit(1, 5);
        assertEquals(1, second.before(0)[7]);
        assertEquals(2, second.array(0)[7]);
    }

    @Test
    void revertGoesBackToWhatIsDurable() {
        commit(1, 1);
        pages.durable(pages.seal());
        commit(1, 2);
        pages.seal();
        commit(3, 3);
        pages.seal();
        commit(1, 4);
        int before = pages.foreignChanges();
        pages.revert();
        assertEquals(1, pages.pageCount());
        assertEquals(1, fill(1));
        assertFalse(pages.pending());
        assertNotEquals(before, pages.foreignChanges());
    }

    @Test
    void layersBecomeDurableInTheirOrder() {
        commit(1, 1);
        Layer first = pages.seal();
        commit(1, 2);
        Layer second = pages.seal();
        assertThrows(IllegalStateException.class, () -> pages.durable(second));
        pages.durable(first);
        pages.durable(second);
        assertThrows(IllegalStateException.class, () -> pages.durable(second));
    }

    @Test
    void aPageThatWasCutOffAndGrewAgainUnwrittenIsZeroInTheLayer() {
        commit(1, 1);
        commit(4, 4);
        pages.durable(pages.seal());
        pages.truncate(1);
        write(5, 5);
        pages.commitTransaction();
        assertSame(Page.ZEROS, pages.page(4));
        Layer layer = pages.seal();
        int at = 0;
        while (layer.number(at) != 4) {
            at++;
        }
        assertEquals(4, layer.before(at)[0]);
        assertArrayEquals(Page.ZEROS, layer.array(at));
        pages.revert();
        assertEquals(4, fill(4));
    }

    @Test
    void aSnapshotStaysWhateverHappens() {
        commit(1, 1);
        commit(2, 2);
        pages.durable(pages.seal());
        commit(1, 3);
        PageSnapshot snapshot = pages.freeze();
        for (int i = 0; i < 20; i++) {
            commit(1, 40 + i);
            commit(2, 60 + i);
            if (i % 3 == 0) {
                pages.durable(pages.seal());
            }
        }
        pages.truncate(0);
        pages.commitTransaction();
        assertEquals(2, snapshot.pageCount());
        assertEquals(3, snapshot.array(0)[0]);
        assertEquals(2, snapshot.array(1)[0]);
        snapshot.release();
        snapshot.release();
        assertEquals(0, snapshot.pageCount());
    }

    @Test
    void nothingChangesBeneathAStatementThatReads() {
        commit(1, 1);
        pages.durable(pages.seal());
        pages.use();
        assertThrows(IllegalStateException.class, pages::revert);
        assertThrows(IllegalStateException.class, () -> pages.resize(2));
        assertThrows(IllegalStateException.class, () -> pages.load(1, new byte[4096], 0));
        pages.unuse();
        pages.revert();
    }

    @Test
    void anOpenTransactionIsNeitherSealedNorFrozen() {
        write(1, 1);
        assertThrows(IllegalStateException.class, pages::seal);
        assertThrows(IllegalStateException.class, pages::freeze);
        assertThrows(IllegalStateException.class, pages::revert);
    }

    @Test
    void pagesOutsideAreRefused() {
        commit(2, 1);
        assertThrows(IllegalArgumentException.class, () -> pages.page(0));
        assertThrows(IllegalArgumentException.class, () -> pages.page(3));
        assertThrows(IllegalArgumentException.class, () -> pages.replace(0));
        assertThrows(IllegalArgumentException.class, () -> pages.replace(101));
        assertThrows(IllegalArgumentException.class, () -> pages.truncate(101));
        pages.durable(pages.seal());
        assertThrows(IllegalArgumentException.class, () -> pages.load(3, new byte[4096], 0));
        assertThrows(IllegalArgumentException.class, () -> pages.load(1, new byte[4096], 1));
    }

    @Test
    void aDamagedLayerChangesNothing() {
        commit(1, 1);
        commit(2, 2);
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, pages.seal(), true);
        byte[] bytes = out.toByteArray();
        bytes[bytes.length - 1] ^= 1;
        Pages copy = new Pages(100);
        SerializedPages damaged = SerializedPages.read(bytes, 0, bytes.length);
        assertThrows(MalformedException.class, () -> copy.apply(damaged));
        assertEquals(0, copy.pageCount());
    }

    /** Against a model that copies everything at every step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void behavesLikeCopiesOfAllPages(long seed) {
        Random random = new Random(seed);
        List<byte[]> durable = new ArrayList<>();
        List<byte[]> committed = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        Deque<Layer> sealed = new ArrayDeque<>();
        Deque<List<byte[]>> sealedStates = new ArrayDeque<>();
        List<PageSnapshot> snapshots = new ArrayList<>();
        List<List<byte[]>> snapshotStates = new ArrayList<>();
        Pages replica = new Pages(100);
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(13)) {
                case 0, 1, 2, 3 -> {
                    int number = 1 + random.nextInt(12);
                    byte[] page = new byte[Page.BYTES];
                    Arrays.fill(page, random.nextInt(Page.BYTES), Page.BYTES, (byte) step);
                    System.arraycopy(page, 0, pages.replace(number), 0, Page.BYTES);
                    while (current.size() < number) {
                        current.add(Page.ZEROS);
                    }
                    current.set(number - 1, page);
                }
                case 4 -> {
                    int size = random.nextInt(12);
                    pages.truncate(size);
                    while (current.size() > size) {
                        current.remove(current.size() - 1);
                    }
                    while (current.size() < size) {
                        current.add(Page.ZEROS);
                    }
                }
                case 5, 6 -> {
                    pages.commitTransaction();
                    committed = new ArrayList<>(current);
                }
                case 7 -> {
                    pages.rollbackTransaction();
                    current = new ArrayList<>(committed);
                }
                case 8 -> {
                    pages.commitTransaction();
                    committed = new ArrayList<>(current);
                    Layer layer = pages.seal();
                    if (layer != null) {
                        sealed.add(layer);
                        sealedStates.add(committed);
                    }
                }
                case 9 -> {
                    if (!sealed.isEmpty()) {
                        Layer layer = sealed.remove();
                        ByteWriter out = new ByteWriter();
                        SerializedPages.write(out, layer, true);
                        replica.apply(SerializedPages.read(out.array(), 0, out.size()));
                        pages.durable(layer);
                        durable = sealedStates.remove();
                        assertShows(durable, replica);
                    }
                }
                case 10 -> {
                    pages.rollbackTransaction();
                    pages.revert();
                    sealed.clear();
                    sealedStates.clear();
                    committed = new ArrayList<>(durable);
                    current = new ArrayList<>(durable);
                }
                case 11 -> {
                    if (random.nextInt(10) == 0) {
                        pages.rollbackTransaction();
                        pages.revert();
                        sealed.clear();
                        sealedStates.clear();
                        pages = reopened(pages);
                        committed = new ArrayList<>(durable);
                        current = new ArrayList<>(durable);
                    }
                }
                default -> {
                    pages.rollbackTransaction();
                    current = new ArrayList<>(committed);
                    if (snapshots.size() < 3) {
                        snapshots.add(pages.freeze());
                        snapshotStates.add(committed);
                    } else {
                        assertHolds(snapshotStates.remove(0), snapshots.get(0));
                        snapshots.remove(0).release();
                    }
                }
            }
            assertShows(current, pages);
        }
    }

    private static void assertShows(List<byte[]> expected, Pages actual) {
        assertEquals(expected.size(), actual.pageCount());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(Arrays.equals(expected.get(i), actual.page(i + 1)), "page " + (i + 1));
        }
    }

    private static byte[] shown(PageSnapshot snapshot, int index) {
        int offset = snapshot.offset(index);
        return Arrays.copyOfRange(snapshot.array(index), offset, offset + Page.BYTES);
    }

    private static void assertHolds(List<byte[]> expected, PageSnapshot actual) {
        assertEquals(expected.size(), actual.pageCount());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(Arrays.equals(expected.get(i), shown(actual, i)), "page " + (i + 1));
        }
    }

    /** What a fold of these pages is read as, when the document is opened again. */
    private static Pages reopened(Pages pages) {
        Pages opened = new Pages(100);
        opened.adopt(fold(pages, 3));
        return opened;
    }

    private static SerializedPages fold(Pages pages, int headerBytes) {
        PageSnapshot snapshot = pages.freeze();
        ByteWriter out = new ByteWriter().raw(new byte[headerBytes]);
        SerializedPages.write(out, snapshot, false);
        snapshot.release();
        byte[] bytes = out.toByteArray();
        return SerializedPages.read(bytes, headerBytes, bytes.length - headerBytes);
    }

    private void commitAll(int count) {
        for (int number = 1; number <= count; number++) {
            commit(number, number);
        }
        pages.durable(pages.seal());
    }

    @Test
    void pagesOfAFoldStayWhereTheyLie() {
        commitAll(3);
        SerializedPages fold = fold(pages, 3);
        Pages opened = new Pages(100);
        opened.adopt(fold);
        for (int number = 1; number <= 3; number++) {
            assertSame(fold.array(), opened.array(number));
            assertEquals(number, opened.array(number)[opened.offset(number) + 7]);
        }
        opened.replace(2)[7] = 9;
        assertEquals(9, opened.array(2)[opened.offset(2) + 7]);
        opened.rollbackTransaction();
        assertEquals(2, opened.page(2)[7]);
        assertEquals(2, fold.array()[fold.begin(1) + 7]);
    }

    @Test
    void aLayerAmongMuchElseIsCopied() {
        commitAll(1);
        SerializedPages small = fold(pages, 2 * Page.BYTES);
        Pages opened = new Pages(100);
        opened.adopt(small);
        assertNotSame(small.array(), opened.array(1));
        assertEquals(1, opened.page(1)[7]);
    }

    @Test
    void theBytesOfAFoldAreLetGoWhenMostPagesWereReplaced() {
        commitAll(40);
        SerializedPages fold = fold(pages, 3);
        pages = new Pages(100);
        pages.adopt(fold);
        PageSnapshot snapshot = pages.freeze();
        for (int number = 1; number <= 24; number++) {
            commit(number, 100);
        }
        for (int number = 1; number <= 40; number++) {
            assertNotSame(fold.array(), pages.array(number), "page " + number);
            assertEquals(number <= 24 ? 100 : number, pages.page(number)[7]);
            assertEquals(number, shown(snapshot, number - 1)[7]);
        }
        snapshot.release();
    }

    @Test
    void limitsAndPlacesThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Pages(0));
        assertThrows(IllegalArgumentException.class, () -> new Pages(Pages.PAGES_MAX + 1));
        assertThrows(IllegalArgumentException.class, () -> pages.resize(-1));
        assertThrows(IllegalArgumentException.class, () -> pages.resize(101));
        pages.resize(1);
        byte[] bytes = new byte[Page.BYTES + 1];
        assertThrows(IllegalArgumentException.class, () -> pages.load(1, bytes, -1));
        assertThrows(IllegalArgumentException.class, () -> pages.load(1, bytes, 2));
        assertThrows(IllegalArgumentException.class, () -> pages.load(2, bytes, 0));
        assertThrows(IllegalArgumentException.class, () -> pages.load(0, bytes, 0));
    }

    @Test
    void frozenPagesAreThoseThatReadersSee() {
        commit(1, 1);
        pages.durable(pages.seal());
        pages.holdReaders();
        pages.holdReaders();
        commit(1, 2);
        PageSnapshot held = pages.freezeForReaders();
        assertEquals(1, held.arrayOf(1)[7]);
        assertThrows(IllegalArgumentException.class, () -> held.arrayOf(0));
        assertThrows(IllegalArgumentException.class, () -> held.arrayOf(2));
        held.release();
        held.release();
        pages.releaseReaders();
        pages.releaseReaders();
        PageSnapshot present = pages.freezeForReaders();
        assertEquals(2, present.arrayOf(1)[7]);
        present.release();
        assertThrows(IllegalStateException.class, () -> pages.resize(2));
    }

    @Test
    void layersThatAreNotDurableYetAreInTheWayOfOthers() {
        commit(1, 1);
        pages.seal();
        assertThrows(IllegalStateException.class, () -> pages.resize(2));
    }
}
