package sqlsync.journal;

import java.util.Arrays;

/**
 * One entry of a journal, looked at where it lies: {@code array} belongs to the journal, and may be
 * used during the call that showed it, or until the cursor goes on, not longer. Only what recovery
 * shows may be kept: nobody changes those bytes any more, and their checksums were right.
 *
 * @param head type, LSNs and stamp, and how long it is
 * @param array holds the entry as it is encoded, checksum included; empty where {@link #isWhole}
 *     says that only the head is shown
 * @param encodedAt where the encoded entry begins in {@code array}
 * @param offset where the payload begins in {@code array}, stamps of a fold not counted
 * @param length bytes of payload
 */
public record Entry(EntryHead head, byte[] array, int encodedAt, int offset, int length) {
    private static final byte[] NOTHING = new byte[0];

    static Entry headOnly(EntryHead head) {
        return new Entry(head, NOTHING, 0, 0, 0);
    }

    public EntryType type() {
        return head.type();
    }

    /** First LSN that it stands for, from 1. */
    public long first() {
        return head.first();
    }

    /** Last LSN that it stands for, inclusive; equal to {@link #first} unless it is a fold. */
    public long last() {
        return head.last();
    }

    /** 64 random bits, those of {@link #last}. */
    public long stamp() {
        return head.stamp();
    }

    /** Whether payload and encoded bytes are here; a cursor shows only the head of a fold. */
    public boolean isWhole() {
        return array.length > 0;
    }

    /** Bytes of the encoded entry, header and checksum included. */
    public int encodedBytes() {
        return head.encodedBytes();
    }

    /** A copy of the payload. */
    public byte[] payload() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** A copy of the entry as it goes to disk and over the wire. */
    public byte[] encoded() {
        requireWhole();
        return Arrays.copyOfRange(array, encodedAt, encodedAt + encodedBytes());
    }

    private void requireWhole() {
        if (!isWhole()) {
            throw new IllegalStateException("Only the head of " + head + " is here.");
        }
    }
}
