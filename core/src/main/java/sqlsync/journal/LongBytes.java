package sqlsync.journal;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;

/** Longs in byte arrays, little-endian, unchecked. */
final class LongBytes {
    private LongBytes() {}

    static void put(byte[] to, int at, long value) {
        ByteWriter.putInt(to, at, (int) value);
        ByteWriter.putInt(to, at + 4, (int) (value >>> 32));
    }

    static long get(byte[] from, int at) {
        return (ByteReader.getInt(from, at) & 0xFFFFFFFFL)
                | (long) ByteReader.getInt(from, at + 4) << 32;
    }
}
