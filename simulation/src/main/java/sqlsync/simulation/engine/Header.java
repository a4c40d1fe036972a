package sqlsync.simulation.engine;

import java.nio.charset.StandardCharsets;
import sqlsync.page.Page;

/** The first hundred bytes of page 1: offsets and meanings are those of SQLite's file format. */
final class Header {
    static final int BYTES = 100;
    static final int PAGE_COUNT = 28;
    static final int FIRST_FREE_TRUNK = 32;
    static final int FREE_PAGES = 36;
    static final int USER_VERSION = 60;
    static final int APPLICATION_ID = 68;
    private static final int VALID_FOR = 92;
    private static final String MAGIC = "SQLite format 3\0";

    private Header() {}

    /** Makes a zeroed page the first of an empty database. */
    static void write(byte[] first) {
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, first, 0, magic.length);
        Bytes.putShort(first, 16, Page.BYTES);
        first[18] = 1;
        first[19] = 1;
        first[21] = 64;
        first[22] = 32;
        first[23] = 32;
        Bytes.putInt(first, 44, 4);
        Bytes.putInt(first, 56, 1);
        Bytes.putInt(first, PAGE_COUNT, 1);
    }

    static boolean isThere(byte[] first) {
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < magic.length; i++) {
            if (first[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Size of the database in pages; 0 where the header does not know. */
    static int pageCount(byte[] first) {
        boolean valid = Bytes.getInt(first, Page.CHANGE_COUNTER) == Bytes.getInt(first, VALID_FOR);
        return valid ? Bytes.getInt(first, PAGE_COUNT) : 0;
    }

    /** What every transaction does to page 1. */
    static void moveOn(byte[] first, int pageCount) {
        int counter = Bytes.getInt(first, Page.CHANGE_COUNTER) + 1;
        Bytes.putInt(first, Page.CHANGE_COUNTER, counter);
        Bytes.putInt(first, VALID_FOR, counter);
        Bytes.putInt(first, PAGE_COUNT, pageCount);
    }
}
