package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.codec.MalformedException;

/** Entries as bytes: the same on disk and on the wire. */
final class EntryCodec {
    /** An entry, and whose it is. */
    record Decoded(JournalKind kind, Entry entry) {
        /** Bytes of header and payload. */
        int bytes() {
            return ENTRY_PAYLOAD_AT + entry.length();
        }
    }

    private EntryCodec() {}

    /** Appends an entry to {@code to}. */
    static void write(
            ByteWriter to,
            EntryType type,
            JournalKind kind,
            long first,
            long last,
            long stamp,
            byte[] payload) {
        int crc = Crc32c.of(payload, 0, payload.length);
        to.raw(header(type, kind, first, last, stamp, payload.length, crc)).raw(payload);
    }

    /**
     * The header of an entry. The checksum runs over the payload, then over the header: so a fold
     * can be written before its length is known.
     *
     * @param payloadCrc checksum of the payload alone
     */
    static byte[] header(
            EntryType type,
            JournalKind kind,
            long first,
            long last,
            long stamp,
            int payloadBytes,
            int payloadCrc) {
        byte[] header = new byte[ENTRY_PAYLOAD_AT];
        header[ENTRY_TYPE_AT] = (byte) type.code();
        header[ENTRY_JOURNAL_AT] = (byte) kind.ordinal();
        ByteWriter.putInt(header, ENTRY_PAYLOAD_BYTES_AT, payloadBytes);
        LongBytes.put(header, ENTRY_FIRST_AT, first);
        LongBytes.put(header, ENTRY_LAST_AT, last);
        LongBytes.put(header, ENTRY_STAMP_AT, stamp);
        int crc = Crc32c.update(payloadCrc, header, 0, ENTRY_CHECKSUM_AT);
        ByteWriter.putInt(header, ENTRY_CHECKSUM_AT, crc);
        return header;
    }

    /**
     * Reads the entry that begins at {@code at} and ends not after {@code end}.
     *
     * @throws MalformedException if there is none
     */
    static Decoded read(byte[] bytes, int at, int end) {
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
        EntryType type = EntryType.of(bytes[at + ENTRY_TYPE_AT]);
        int journal = bytes[at + ENTRY_JOURNAL_AT];
        boolean zero = bytes[at + ENTRY_ZERO_AT] == 0 && bytes[at + ENTRY_ZERO_AT + 1] == 0;
        long first = LongBytes.get(bytes, at + ENTRY_FIRST_AT);
        long last = LongBytes.get(bytes, at + ENTRY_LAST_AT);
        if (type == null || (journal != 0 && journal != 1) || !zero || first < 1 || last < first) {
            throw new MalformedException("fields of the entry at " + at);
        }
        return new Decoded(
                journal == 0 ? JournalKind.STORAGE : JournalKind.TIMELINE,
                new Entry(
                        type,
                        first,
                        last,
                        LongBytes.get(bytes, at + ENTRY_STAMP_AT),
                        bytes,
                        at + ENTRY_PAYLOAD_AT,
                        length));
    }
}
