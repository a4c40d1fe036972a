package sqlsync.page;

import java.util.Arrays;
import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.story.Check;
import sqlsync.story.Hex;
import sqlsync.story.Story;

/** A layer as bytes: read as it was written, or not at all. */
public final class PageStories {
    /** Directories that say what cannot be. */
    private static final String[] LIES = {
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
        "0300000002000000" + "010000000000000000000000" + "02000000ffffff7f00000000",
        "0100000000000000" + "00",
    };

    /** A raw page, one that changed in two places, and one that did not change. */
    private static final class ThreePages implements SparsePages {
        private final byte[][] before = {null, filled(5), filled(6)};
        private final byte[][] after = {filled(9), filled(5), filled(6)};

        ThreePages() {
            after[1][17] = 1;
            after[1][4000] = 2;
        }

        @Override
        public int pageCount() {
            return 7;
        }

        @Override
        public int size() {
            return 3;
        }

        @Override
        public int number(int index) {
            return 2 + index * 2;
        }

        @Override
        public byte[] array(int index) {
            return after[index];
        }

        @Override
        public byte[] before(int index) {
            return before[index];
        }
    }

    private static final ThreePages PAGES = new ThreePages();

    private PageStories() {}

    public static List<Story> all() {
        return List.of(
                Story.of("pagesAreReadAsWritten", PageStories::readAsWritten),
                Story.of("pagesCutAnywhereAreMalformed", PageStories::cut),
                Story.of("directoriesThatLieAreRefused", PageStories::lies),
                Story.of("flippedBitOfAPageIsNoticed", PageStories::flipped),
                Story.of("deltaStaysWithinItsPage", PageStories::delta));
    }

    private static byte[] filled(int value) {
        byte[] page = new byte[Page.BYTES];
        Arrays.fill(page, (byte) value);
        return page;
    }

    private static byte[] written() {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, PAGES, true);
        return out.toByteArray();
    }

    /** Reads all pages; whatever is read is compared with what was written. */
    private static void read(byte[] bytes, int offset, int length) {
        SerializedPages read = SerializedPages.read(bytes, offset, length);
        Check.same(3, read.size(), "pages");
        for (int i = 0; i < 3; i++) {
            byte[] page = new byte[Page.BYTES];
            read.page(i, PAGES.before(i), page, 0);
            Check.bytes(PAGES.array(i), page, "page at " + i);
        }
    }

    private static void readAsWritten() {
        byte[] bytes = written();
        byte[] amid = new byte[bytes.length + 12];
        Arrays.fill(amid, (byte) 1);
        System.arraycopy(bytes, 0, amid, 5, bytes.length);
        read(amid, 5, bytes.length);
    }

    private static void cut() {
        byte[] bytes = written();
        int raw = bytes.length - Page.BYTES;
        for (int length = 0; length < bytes.length; length += length < raw ? 1 : 97) {
            int cut = length;
            Check.malformed("cut at " + cut, () -> read(bytes, 0, cut));
        }
    }

    private static void lies() {
        for (String lie : LIES) {
            byte[] bytes = Hex.parse(lie);
            Check.malformed(lie, () -> SerializedPages.read(bytes, 0, bytes.length));
        }
    }

    /** Bits of the numbers are beyond this check: the entry that holds all this has its own. */
    private static void flipped() {
        byte[] bytes = written();
        int directoryEnd = SerializedPages.HEADER_BYTES + 3 * SerializedPages.ENTRY_BYTES;
        for (int at = SerializedPages.HEADER_BYTES; at < bytes.length; at += at < 100 ? 1 : 89) {
            boolean number = at < directoryEnd && (at - SerializedPages.HEADER_BYTES) % 12 < 4;
            for (int bit = 0; bit < 8 && !number; bit++) {
                byte[] damaged = bytes.clone();
                damaged[at] ^= (byte) (1 << bit);
                try {
                    read(damaged, 0, damaged.length);
                } catch (MalformedException noticed) {
                    // Or it was harmless, and the pages are as they were.
                }
            }
        }
    }

    private static void delta() {
        byte[] to = new byte[3 * Page.BYTES];
        byte[] before = filled(1);
        for (String lie :
                new String[] {
                    "808001" + "0102", "00ff1f", "ffffffff07" + "0102", "0005", "ff1f0200"
                }) {
            byte[] delta = Hex.parse(lie);
            Check.malformed(
                    lie, () -> PageDelta.apply(delta, 0, delta.length, before, to, Page.BYTES));
        }
        for (int i = 0; i < Page.BYTES; i++) {
            Check.that(to[i] == 0 && to[2 * Page.BYTES + i] == 0, "a delta wrote beside its page");
        }
    }
}
