package sqlsync.page;

/** One page of a SQLite file. Pages are numbered from 1; a page is {@link #BYTES} bytes. */
public final class Page {
    public static final int BYTES = 4096;

    /** What a page within the file holds when nobody has ever written it. Never written to. */
    public static final byte[] ZEROS = new byte[BYTES];

    /** Offset in page 1 of the counter that SQLite moves on with every transaction, 4 bytes. */
    public static final int CHANGE_COUNTER = 24;

    /** Offset in page 1 of the number that SQLite moves on with every schema change, 4 bytes. */
    public static final int SCHEMA_COOKIE = 40;

    private Page() {}

    /** The number at {@link #SCHEMA_COOKIE} of page 1. */
    public static int schemaCookie(byte[] first) {
        return number(first, SCHEMA_COOKIE);
    }

    /** A number in the header of a SQLite file: 4 bytes, the highest first. */
    public static int number(byte[] file, int at) {
        return file[at] << 24
                | (file[at + 1] & 0xFF) << 16
                | (file[at + 2] & 0xFF) << 8
                | (file[at + 3] & 0xFF);
    }

    /** Writes what {@link #number} reads. */
    public static void putNumber(byte[] file, int at, int number) {
        for (int i = 0; i < 4; i++) {
            file[at + i] = (byte) (number >>> 24 - 8 * i);
        }
    }
}
