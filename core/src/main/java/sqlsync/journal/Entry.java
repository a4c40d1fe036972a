package sqlsync.journal;

import java.util.Arrays;

/**
 * One entry of a journal, looked at where it lies: {@code array} belongs to the journal, and may be
 * used during the call that showed it, not longer.
 *
 * @param first first LSN that it stands for, from 1
 * @param last last LSN that it stands for, inclusive; equal to {@code first} unless it is a fold
 * @param stamp 64 random bits, those of {@code last}
 * @param array holds the payload
 * @param offset where the payload begins in {@code array}
 * @param length bytes of payload
 */
public record Entry(
        EntryType type, long first, long last, long stamp, byte[] array, int offset, int length) {
    /** A copy of the payload. */
    public byte[] payload() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }
}
