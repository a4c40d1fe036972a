package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import sqlsync.codec.ByteReader;
import sqlsync.codec.Crc32c;
import sqlsync.codec.MalformedException;

/**
 * What the header of an entry says.
 *
 * @param first first LSN that it stands for, from 1
 * @param last last LSN that it stands for, inclusive
 * @param stamp 64 random bits, those of {@code last}
 * @param payloadBytes what follows the header, stamps of a fold included
 * @param stamped whether the payload begins with stamps: that of a fold since version 2 does
 * @param checksum of payload and header, as encoded
 */
public record EntryHead(
        JournalKind kind,
        EntryType type,
        long first,
        long last,
        long stamp,
        int payloadBytes,
        boolean stamped,
        int checksum) {
    /** Bytes of a header. */
    public static final int BYTES = ENTRY_PAYLOAD_AT;

    public EntryHead {
        boolean singular = type != EntryType.FOLD;
        if (first < 1
                || last < first
                || (singular && first != last)
                || (!singular && kind != JournalKind.STORAGE)
                || payloadBytes < (stamped ? STAMPS_LIST_AT + STAMP_BYTES : 0)) {
            throw new MalformedException("fields of an entry: " + type + " " + first + ".." + last);
        }
    }

    /**
     * Reads a header, whose checksum tells nothing before the payload is there.
     *
     * @throws MalformedException if there is none
     */
    public static EntryHead read(byte[] bytes, int at, int end) {
        if (at < 0 || end > bytes.length || end - at < BYTES) {
            throw new MalformedException("no room for an entry at " + at);
        }
        int code = bytes[at + ENTRY_TYPE_AT];
        EntryType type = EntryType.of(code);
        JournalKind kind = JournalKind.of(bytes[at + ENTRY_JOURNAL_AT]);
        boolean zero = bytes[at + ENTRY_ZERO_AT] == 0 && bytes[at + ENTRY_ZERO_AT + 1] == 0;
        if (type == null || kind == null || !zero) {
            throw new MalformedException("fields of the entry at " + at);
        }
        return new EntryHead(
                kind,
                type,
                LongBytes.get(bytes, at + ENTRY_FIRST_AT),
                LongBytes.get(bytes, at + ENTRY_LAST_AT),
                LongBytes.get(bytes, at + ENTRY_STAMP_AT),
                ByteReader.getInt(bytes, at + ENTRY_PAYLOAD_BYTES_AT),
                code == TYPE_FOLD,
                ByteReader.getInt(bytes, at + ENTRY_CHECKSUM_AT));
    }

    /** Bytes of header and payload. */
    public int encodedBytes() {
        return BYTES + payloadBytes;
    }

    /** The header as it is encoded. */
    public byte[] encoded() {
        int code = type == EntryType.FOLD && !stamped ? TYPE_FOLD_UNSTAMPED : type.code();
        byte[] bytes = EntryCodec.header(code, kind, first, last, stamp, payloadBytes);
        EntryCodec.putChecksum(bytes, checksum);
        return bytes;
    }

    /** Whether a payload with this checksum of its own belongs to the header. */
    boolean fits(int payloadCrc) {
        return Crc32c.update(payloadCrc, encoded(), 0, ENTRY_CHECKSUM_AT) == checksum;
    }
}
