package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * The stamps of the newest LSNs that a fold covers, so that a reader whose last entry is inside the
 * fold can tell whether it is the same entry.
 */
final class FoldStamps {
    /** A reader that is further behind takes the fold as a whole replacement. */
    static final int COUNT_MAX = 1024;

    /** The most that they take at the head of a payload. */
    static final int BYTES_MAX = STAMPS_LIST_AT + COUNT_MAX * STAMP_BYTES;

    /** Of a fold that tells none. */
    static final FoldStamps NONE = new FoldStamps(0, new long[0]);

    private final long last;
    private final long[] stamps;

    /**
     * @param stamps those of the LSNs that end with {@code last}, oldest first
     */
    FoldStamps(long last, long[] stamps) {
        this.last = last;
        this.stamps = stamps;
    }

    /** How many bytes of a payload are needed to know how many the stamps take; -1 if too few. */
    static int bytes(byte[] bytes, int at, int length) {
        if (length < STAMPS_LIST_AT) {
            return -1;
        }
        int count = ByteReader.getInt(bytes, at + STAMPS_COUNT_AT);
        if (count < 1 || count > COUNT_MAX) {
            throw new MalformedException("fold with " + count + " stamps");
        }
        return STAMPS_LIST_AT + count * STAMP_BYTES;
    }

    /**
     * Reads the stamps at the head of a fold's payload.
     *
     * @throws MalformedException if there are none, or not those of the fold
     */
    static FoldStamps read(EntryHead head, byte[] bytes, int at, int length) {
        if (!head.stamped()) {
            return NONE;
        }
        int size = bytes(bytes, at, length);
        if (size < 0 || size > length) {
            throw new MalformedException("stamps of a fold in " + length + " bytes");
        }
        long[] stamps = new long[(size - STAMPS_LIST_AT) / STAMP_BYTES];
        for (int i = 0; i < stamps.length; i++) {
            stamps[i] = LongBytes.get(bytes, at + STAMPS_LIST_AT + i * STAMP_BYTES);
        }
        boolean sound =
                stamps.length - 1 <= head.last() - head.first()
                        && stamps[stamps.length - 1] == head.stamp();
        if (!sound) {
            throw new MalformedException("stamps of the fold up to " + head.last());
        }
        return new FoldStamps(head.last(), stamps);
    }

    byte[] encoded() {
        byte[] bytes = new byte[bytes()];
        ByteWriter.putInt(bytes, STAMPS_COUNT_AT, stamps.length);
        for (int i = 0; i < stamps.length; i++) {
            LongBytes.put(bytes, STAMPS_LIST_AT + i * STAMP_BYTES, stamps[i]);
        }
        return bytes;
    }

    int bytes() {
        return STAMPS_LIST_AT + stamps.length * STAMP_BYTES;
    }

    boolean knows(long lsn) {
        return lsn <= last && lsn > last - stamps.length;
    }

    long stamp(long lsn) {
        if (!knows(lsn)) {
            throw new IllegalArgumentException("no stamp of LSN " + lsn);
        }
        return stamps[stamps.length - 1 - (int) (last - lsn)];
    }
}
