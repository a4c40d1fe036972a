package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;

/**
 * Records as bytes. The checksum of a header begins with the segment's salt, and names the checksum
 * of the header before it: a record counts only behind the very record that it was written behind.
 */
final class RecordCodec {
    private RecordCodec() {}

    /** Bytes that a record with this body takes in a segment. */
    static int recordBytes(int bodyBytes) {
        return RECORD_BODY_AT + aligned(bodyBytes);
    }

    /**
     * Writes a record into {@code to}.
     *
     * @param chain the header checksum of the record before, or the salt
     * @return the header checksum: the next record's chain
     */
    static int write(
            byte[] to, int at, ByteWriter body, int salt, int epoch, int durableUpTo, int chain) {
        System.arraycopy(body.array(), 0, to, at + RECORD_BODY_AT, body.size());
        ByteWriter.putInt(to, at + RECORD_BODY_BYTES_AT, body.size());
        ByteWriter.putInt(to, at + RECORD_EPOCH_AT, epoch);
        ByteWriter.putInt(to, at + RECORD_DURABLE_UP_TO_AT, durableUpTo);
        ByteWriter.putInt(to, at + RECORD_CHAIN_AT, chain);
        ByteWriter.putInt(
                to,
                at + RECORD_BODY_CHECKSUM_AT,
                Crc32c.of(to, at + RECORD_BODY_AT, aligned(body.size())));
        int checksum = Crc32c.update(salt, to, at, RECORD_HEADER_CHECKSUM_AT);
        ByteWriter.putInt(to, at + RECORD_HEADER_CHECKSUM_AT, checksum);
        return checksum;
    }

    /** Whether a whole header of this segment begins at {@code at}; says nothing of the body. */
    static boolean headerIsWhole(byte[] bytes, int at, int salt) {
        return at >= 0
                && at <= bytes.length - RECORD_BODY_AT
                && headerChecksum(bytes, at)
                        == Crc32c.update(salt, bytes, at, RECORD_HEADER_CHECKSUM_AT);
    }

    /** Whether the body of a whole header is there and whole. */
    static boolean bodyIsWhole(byte[] bytes, int at) {
        int length = bodyBytes(bytes, at);
        int room = bytes.length - at - RECORD_BODY_AT;
        return length >= 0
                && length <= room
                && aligned(length) <= room
                && ByteReader.getInt(bytes, at + RECORD_BODY_CHECKSUM_AT)
                        == Crc32c.of(bytes, at + RECORD_BODY_AT, aligned(length));
    }

    static int bodyBytes(byte[] bytes, int at) {
        return ByteReader.getInt(bytes, at + RECORD_BODY_BYTES_AT);
    }

    static int epoch(byte[] bytes, int at) {
        return ByteReader.getInt(bytes, at + RECORD_EPOCH_AT);
    }

    static int durableUpTo(byte[] bytes, int at) {
        return ByteReader.getInt(bytes, at + RECORD_DURABLE_UP_TO_AT);
    }

    static int chain(byte[] bytes, int at) {
        return ByteReader.getInt(bytes, at + RECORD_CHAIN_AT);
    }

    static int headerChecksum(byte[] bytes, int at) {
        return ByteReader.getInt(bytes, at + RECORD_HEADER_CHECKSUM_AT);
    }
}
