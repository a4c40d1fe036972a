package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.codec.MalformedException;

/** Entries as bytes: the same on disk and on the wire. */
final class EntryCodec {
    private EntryCodec() {}

    /** Appends an entry of one LSN to {@code to}. */
    static void write(
            ByteWriter to, EntryType type, JournalKind kind, long lsn, long stamp, byte[] payload) {
        byte[] header = header(type.code(), kind, lsn, lsn, stamp, payload.length);
        seal(header, Crc32c.of(payload, 0, payload.length));
        to.raw(header).raw(payload);
    }

    /** A header without its checksum. */
    static byte[] header(
            int typeCode, JournalKind kind, long first, long last, long stamp, int payloadBytes) {
        byte[] header = new byte[ENTRY_PAYLOAD_AT];
        header[ENTRY_TYPE_AT] = (byte) typeCode;
        header[ENTRY_JOURNAL_AT] = (byte) kind.ordinal();
        ByteWriter.putInt(header, ENTRY_PAYLOAD_BYTES_AT, payloadBytes);
        LongBytes.put(header, ENTRY_FIRST_AT, first);
        LongBytes.put(header, ENTRY_LAST_AT, last);
        LongBytes.put(header, ENTRY_STAMP_AT, stamp);
        return header;
    }

    /**
     * Puts the checksum into a header. It runs over the payload, then over the header: so a fold
     * can be written before its length is known.
     *
     * @param payloadCrc checksum of the payload alone
     */
    static void seal(byte[] header, int payloadCrc) {
        putChecksum(header, Crc32c.update(payloadCrc, header, 0, ENTRY_CHECKSUM_AT));
    }

    static void putChecksum(byte[] header, int checksum) {
        ByteWriter.putInt(header, ENTRY_CHECKSUM_AT, checksum);
    }

    /**
     * Reads the entry that begins at {@code at} and ends not after {@code end}.
     *
     * @throws MalformedException if there is none
     */
    static EncodedEntry read(byte[] bytes, int at, int end) {
        if (at < 0 || end > bytes.length || end - at < ENTRY_PAYLOAD_AT) {
            throw new MalformedException("no room for an entry at " + at);
        }
        int length = ByteReader.getInt(bytes, at + ENTRY_PAYLOAD_BYTES_AT);
        if (length < 0 || length > end - at - ENTRY_PAYLOAD_AT) {
            throw new MalformedException("entry of " + length + " bytes at " + at);
        }
        int crc = Crc32c.of(bytes, at + ENTRY_PAYLOAD_AT, length);
        crc = Crc32c.update(crc, bytes, at, ENTRY_CHECKSUM_AT);
        if (crc != ByteReader.getInt(bytes, at + ENTRY_CHECKSUM_AT)) {
            throw new MalformedException("checksum of the entry at " + at);
        }
        EntryHead head = EntryHead.read(bytes, at, end);
        int payloadAt = at + ENTRY_PAYLOAD_AT;
        int stamps = head.stamped() ? FoldStamps.read(head, bytes, payloadAt, length).bytes() : 0;
        return new EncodedEntry(
                head.kind(), new Entry(head, bytes, at, payloadAt + stamps, length - stamps));
    }
}
