package sqlsync.journal;

import sqlsync.codec.MalformedException;

/**
 * An entry as bytes, the same on disk and on the wire, read with all checks.
 *
 * @param kind whose it is
 * @param entry a look at the bytes it was read from
 */
public record EncodedEntry(JournalKind kind, Entry entry) {
    /**
     * Reads the entry that begins at {@code at} and ends not after {@code end}. A length is
     * believed only where the checksum is right.
     *
     * @throws MalformedException if there is none
     */
    public static EncodedEntry read(byte[] bytes, int at, int end) {
        return EntryCodec.read(bytes, at, end);
    }

    /** Bytes of header and payload. */
    public int bytes() {
        return entry.encodedBytes();
    }
}
