package sqlsync.journal;

import sqlsync.Limits;

/**
 * The limits of a pool of segments and its logs.
 *
 * @param segmentBytes a log goes on in another segment rather than let one grow beyond this; only a
 *     single batch that is larger makes a longer one
 * @param spareSegments how many segments are kept ready for use
 * @param batchBytesMax the most that one flush writes; appending more before a flush is refused
 * @param foldBytesMax the largest payload of a fold
 * @param readBytes how much recovery reads in one operation
 */
public record JournalLimits(
        int segmentBytes, int spareSegments, int batchBytesMax, int foldBytesMax, int readBytes) {
    /** The longest document id, in characters. */
    public static final int DOCUMENT_ID_CHARS_MAX = Limits.DOCUMENT_ID_CHARS_MAX;

    /** The longest label, in bytes. */
    public static final int LABEL_BYTES_MAX = 1024;

    public static final JournalLimits DEFAULT =
            new JournalLimits(1 << 20, 4, 256 << 20, 1 << 30, 8 << 20);
}
