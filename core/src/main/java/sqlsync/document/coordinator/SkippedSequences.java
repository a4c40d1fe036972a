package sqlsync.document.coordinator;

import java.util.Arrays;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * Sequences of one page session that were passed over by later ones, as ranges. Of more than {@link
 * #RANGES_MAX} the lowest are forgotten: they count as settled then. Never changes.
 */
final class SkippedSequences {
    static final int RANGES_MAX = 16;
    static final SkippedSequences NONE = new SkippedSequences(new long[0]);

    /** First and last of each range, ascending. */
    private final long[] bounds;

    private SkippedSequences(long[] bounds) {
        int surplus = Math.max(0, bounds.length - 2 * RANGES_MAX);
        this.bounds = surplus == 0 ? bounds : Arrays.copyOfRange(bounds, surplus, bounds.length);
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean contains(long sequence) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (sequence >= bounds[i] && sequence <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** With a range behind all others; where {@code last} is before {@code first}, the same. */
    SkippedSequences plus(long first, long last) {
        if (last < first) {
            return this;
        }
        long[] more = Arrays.copyOf(bounds, bounds.length + 2);
        more[bounds.length] = first;
        more[bounds.length + 1] = last;
        return new SkippedSequences(more);
    }

    SkippedSequences without(long sequence) {
        SkippedSequences left = NONE;
        for (int i = 0; i < bounds.length; i += 2) {
            if (sequence >= bounds[i] && sequence <= bounds[i + 1]) {
                left = left.plus(bounds[i], sequence - 1).plus(sequence + 1, bounds[i + 1]);
            } else {
                left = left.plus(bounds[i], bounds[i + 1]);
            }
        }
        return left;
    }

    /** varint ranges, for each: varlong from the end of the one before, varlong length - 1. */
    void encode(ByteWriter out) {
        out.varint(bounds.length / 2);
        long before = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            out.varlong(bounds[i] - before).varlong(bounds[i + 1] - bounds[i]);
            before = bounds[i + 1];
        }
    }

    static SkippedSequences decode(ByteReader in) {
        int ranges = in.varint();
        if (ranges > RANGES_MAX) {
            throw new MalformedException(ranges + " ranges of sequences");
        }
        SkippedSequences read = NONE;
        long before = 0;
        for (int i = 0; i < ranges; i++) {
            long first = before + in.varlong();
            before = first + in.varlong();
            read = read.plus(first, before);
        }
        return read;
    }
}
