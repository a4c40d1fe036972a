package sqlsync.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

class SerializedPagesTest {
    /** A set of pages held in a map, with the state before in another. */
    private static final class MappedPages implements SparsePages {
        private final int pageCount;
        private final TreeMap<Integer, byte[]> pages = new TreeMap<>();
        private final TreeMap<Integer, byte[]> before = new TreeMap<>();

        MappedPages(int pageCount) {
            this.pageCount = pageCount;
        }

        @Override
        public int pageCount() {
            return pageCount;
        }

        @Override
        public int size() {
            return pages.size();
        }

        @Override
        public int number(int index) {
            return pages.keySet().stream().skip(index).findFirst().orElseThrow();
        }

        @Override
        public byte[] array(int index) {
            return pages.get(number(index));
        }

        @Override
        public byte[] before(int index) {
            return before.get(number(index));
        }
    }

    private static byte[] page(int fill) {
        byte[] page = new byte[Page.BYTES];
        Arrays.fill(page, (byte) fill);
        return page;
    }

    private static byte[] written(SparsePages pages, boolean deltas) {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, pages, deltas);
        return out.toByteArray();
    }

    private static SerializedPages read(byte[] bytes) {
        return SerializedPages.read(bytes, 0, bytes.length);
    }

    @Test
    void goldenBytesOfADeltaAndAnUnchangedPage() {
        MappedPages pages = new MappedPages(7);
        pages.before.put(2, page(1));
        byte[] changed = page(1);
        changed[3] = 9;
        changed[5] = 9;
        changed[200] = 8;
        pages.pages.put(2, changed);
        pages.before.put(5, page(3));
        pages.pages.put(5, page(3));
        assertEquals(
                // 7 pages, 2 here; page 2 at 0, page 5 at 9
                "0700000002000000"
                        + "0200000000000000e5f3b779"
                        + "0500000009000000624836f2"
                        // 3 stay, 3 follow; 194 stay, 1 follows
                        + "0303090109c2010108",
                HexFormat.of().formatHex(written(pages, true)));
    }

    @Test
    void withoutDeltasEveryPageIsRaw() {
        MappedPages pages = new MappedPages(3);
        pages.before.put(1, page(1));
        pages.pages.put(1, page(1));
        pages.pages.put(3, page(2));
        byte[] bytes = written(pages, false);
        assertEquals(8 + 2 * 12 + 2 * Page.BYTES, bytes.length);
        SerializedPages read = read(bytes);
        assertTrue(read.raw(0) && read.raw(1));
        byte[] page = new byte[Page.BYTES];
        read.page(1, null, page, 0);
        assertArrayEquals(page(2), page);
    }

    @Test
    void aDeltaThatWouldNotBeSmallerIsRaw() {
        MappedPages pages = new MappedPages(1);
        byte[] before = new byte[Page.BYTES];
        new Random(1).nextBytes(before);
        byte[] after = new byte[Page.BYTES];
        new Random(2).nextBytes(after);
        pages.before.put(1, before);
        pages.pages.put(1, after);
        SerializedPages read = read(written(pages, true));
        assertTrue(read.raw(0));
        assertEquals(Page.BYTES + 20, written(pages, true).length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsRead(long seed) {
        Random random = new Random(seed);
        MappedPages pages = new MappedPages(1 + random.nextInt(60));
        for (int number = 1; number <= pages.pageCount(); number++) {
            if (random.nextBoolean()) {
                continue;
            }
            byte[] before = new byte[Page.BYTES];
            random.nextBytes(before);
            byte[] after = before.clone();
            int edits = random.nextInt(300);
            for (int i = 0; i < edits; i++) {
                int length = 1 + random.nextInt(30);
                int from = random.nextInt(Page.BYTES - length + 1);
                for (int k = 0; k < length; k++) {
                    after[from + k] = (byte) random.nextInt();
                }
            }
            if (random.nextInt(5) > 0) {
                pages.before.put(number, before);
            }
            pages.pages.put(number, after);
        }
        byte[] bytes = written(pages, true);
        byte[] shifted = new byte[bytes.length + 11];
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);
        SerializedPages read = SerializedPages.read(shifted, 5, bytes.length);
        assertEquals(pages.pageCount(), read.pageCount());
        assertEquals(pages.size(), read.size());
        byte[] page = new byte[Page.BYTES + 3];
        for (int number = 1; number <= pages.pageCount(); number++) {
            int index = read.indexOf(number);
            assertEquals(pages.pages.containsKey(number), index >= 0);
            if (index >= 0) {
                read.page(index, pages.before.get(number), page, 3);
                assertArrayEquals(
                        pages.pages.get(number), Arrays.copyOfRange(page, 3, page.length));
            }
        }
        assertEquals(-1, read.indexOf(0));
        assertEquals(-1, read.indexOf(pages.pageCount() + 1));
    }

    @Test
    void everyFlippedBitIsNoticedOrHarmless() {
        MappedPages pages = new MappedPages(4);
        byte[] before = page(5);
        byte[] after = page(5);
        after[17] = 1;
        after[4000] = 2;
        pages.before.put(2, before);
        pages.pages.put(2, after);
        pages.before.put(3, page(6));
        pages.pages.put(3, page(6));
        byte[] bytes = written(pages, true);
        // Bits of the numbers are beyond this check: the entry that holds all this has its own.
        int firstEntry = 8 + 4;
        for (int bit = firstEntry * 8; bit < bytes.length * 8; bit++) {
            if (bit >= 20 * 8 && bit < 24 * 8) {
                continue;
            }
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(readsWrongly(damaged, pages), "bit " + bit);
        }
    }

    private static boolean readsWrongly(byte[] damaged, MappedPages expected) {
        try {
            SerializedPages read = read(damaged);
            byte[] page = new byte[Page.BYTES];
            for (int i = 0; i < read.size(); i++) {
                read.page(i, expected.before(i), page, 0);
                if (!Arrays.equals(page, expected.array(i))) {
                    return true;
                }
            }
            return false;
        } catch (MalformedException noticed) {
            return false;
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        MappedPages pages = new MappedPages(2);
        pages.pages.put(1, page(1));
        pages.before.put(2, page(2));
        byte[] after = page(2);
        after[9] = 7;
        pages.pages.put(2, after);
        byte[] bytes = written(pages, true);
        byte[] to = new byte[Page.BYTES];
        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThrows(
                    MalformedException.class,
                    () -> {
                        SerializedPages read = SerializedPages.read(bytes, 0, cut);
                        read.page(0, null, to, 0);
                        read.page(1, page(2), to, 0);
                    },
                    "cut to " + cut);
        }
    }

    @Test
    void directoriesThatLieAreRefused() {
        String[] lies = {
            "0200000003000000" + "0100000000000000000000000200000000000000000000000300000000000000",
            "ffffffff00000000",
            "02000000ffffffff",
            "0000000001000000" + "010000000000000000000000",
            "02000000ffffff0f",
            "0200000001000000" + "030000000000000000000000",
            "0200000001000000" + "000000000000000000000000",
            "0200000001000000" + "010000000100000000000000" + "00",
            "0200000001000000" + "01000000ffffffff00000000",
            "0300000002000000" + "020000000000000000000000" + "010000000000000000000000",
            "0300000002000000" + "010000000000000000000000" + "010000000000000000000000",
            "0300000002000000" + "010000000000000000000000" + "02000000ffffff7f00000000",
            "0100000000000000" + "00",
        };
        for (String lie : lies) {
            byte[] bytes = HexFormat.of().parseHex(lie);
            assertThrows(MalformedException.class, () -> read(bytes), lie);
        }
    }

    @Test
    void aDeltaNeedsThePageBefore() {
        MappedPages pages = new MappedPages(1);
        pages.before.put(1, page(1));
        pages.pages.put(1, page(1));
        SerializedPages read = read(written(pages, true));
        byte[] to = new byte[Page.BYTES];
        assertFalse(read.raw(0));
        assertThrows(MalformedException.class, () -> read.page(0, null, to, 0));
        assertThrows(MalformedException.class, () -> read.page(0, page(2), to, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 4097, 12288, 10_000_000})
    void chunksMakeTheSameBytes(int most) {
        MappedPages pages = new MappedPages(50);
        for (int number = 2; number <= 50; number += 3) {
            pages.pages.put(number, page(number));
        }
        PagesWriter writer = new PagesWriter(pages);
        ByteWriter out = new ByteWriter();
        for (byte[] chunk = writer.next(most); chunk != null; chunk = writer.next(most)) {
            assertTrue(chunk.length > 0 && chunk.length <= most);
            out.raw(chunk);
        }
        assertArrayEquals(written(pages, false), out.toByteArray());
    }
}
