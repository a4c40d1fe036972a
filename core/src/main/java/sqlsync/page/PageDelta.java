package sqlsync.page;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * What differs between two states of one page: as often as needed, how many bytes stay (varint),
 * how many follow (varint), and those bytes. What comes after the last of them stays.
 */
final class PageDelta {
    /** So many equal bytes are worth ending a run of different ones. */
    private static final int EQUAL_BYTES_MIN = 4;

    private PageDelta() {}

    /**
     * Writes a delta, or nothing at all.
     *
     * @return whether the delta is smaller than the page and was written
     */
    static boolean write(ByteWriter to, byte[] before, byte[] after) {
        int begin = to.size();
        int position = 0;
        while (true) {
            int from = firstDifference(before, after, position);
            if (from == Page.BYTES) {
                return true;
            }
            int until = endOfDifference(before, after, from);
            to.varint(from - position).varint(until - from).raw(after, from, until - from);
            if (to.size() - begin >= Page.BYTES) {
                to.truncate(begin);
                return false;
            }
            position = until;
        }
    }

    private static int firstDifference(byte[] before, byte[] after, int from) {
        int i = from;
        while (i < Page.BYTES && before[i] == after[i]) {
            i++;
        }
        return i;
    }

    private static int endOfDifference(byte[] before, byte[] after, int from) {
        int end = from + 1;
        int equal = 0;
        for (int i = end; i < Page.BYTES && equal < EQUAL_BYTES_MIN; i++) {
            if (before[i] == after[i]) {
                equal++;
            } else {
                equal = 0;
                end = i + 1;
            }
        }
        return end;
    }

    /**
     * Builds the page after from the page before.
     *
     * @throws MalformedException if the delta leaves the page, or is cut short
     */
    static void apply(
            byte[] delta, int deltaOffset, int length, byte[] before, byte[] to, int offset) {
        System.arraycopy(before, 0, to, offset, Page.BYTES);
        ByteReader in = new ByteReader(delta, deltaOffset, length);
        int position = 0;
        while (in.remaining() > 0) {
            int stay = in.varint();
            int follow = in.varint();
            if (follow > Page.BYTES - position - stay) {
                throw new MalformedException("a delta leaves its page");
            }
            position += stay;
            System.arraycopy(delta, in.skip(follow), to, offset + position, follow);
            position += follow;
        }
    }
}
