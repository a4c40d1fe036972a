package sqlsync.journal;

import java.util.Arrays;

/**
 * Where the durable entries of one journal lie: neighbouring LSNs, each in a segment. Columns of a
 * ring that begins at {@link #first}.
 */
final class EntryIndex {
    private Segment[] segments = new Segment[16];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private long[] stamps = new long[16];
    private int head;
    private int count;
    private long first = 1;

    /** LSN of the first entry, or where it would be. */
    long first() {
        return first;
    }

    /** The LSN behind the last entry. */
    long next() {
        return first + count;
    }

    int count() {
        return count;
    }

    /** Begins an empty index at {@code lsn}. */
    void startAt(long lsn) {
        if (count != 0) {
            throw new IllegalStateException("index holds " + count + " entries");
        }
        first = lsn;
    }

    /**
     * Adds the entry {@link #next}.
     *
     * @param offset position of its header in the segment
     * @param payloadBytes its length without the header
     */
    void add(Segment segment, int offset, int payloadBytes, long stamp) {
        if (count == segments.length) {
            grow();
        }
        int slot = slot(count);
        segments[slot] = segment;
        offsets[slot] = offset;
        lengths[slot] = payloadBytes;
        stamps[slot] = stamp;
        count++;
        segment.gained(entryBytes(payloadBytes));
    }

    /** The entry is now found elsewhere, its bytes the same. */
    void move(long lsn, Segment segment, int offset) {
        int slot = slotOf(lsn);
        segments[slot].lost(entryBytes(lengths[slot]));
        segments[slot] = segment;
        offsets[slot] = offset;
        segment.gained(entryBytes(lengths[slot]));
    }

    /** Forgets entries up to {@code upTo}, inclusive, and begins behind it. */
    void removeUpTo(long upTo) {
        while (count > 0 && first <= upTo) {
            segments[head].lost(entryBytes(lengths[head]));
            segments[head] = null;
            head = head + 1 == segments.length ? 0 : head + 1;
            first++;
            count--;
        }
        if (count == 0 && first <= upTo) {
            first = upTo + 1;
        }
    }

    /** Forgets all, and begins at 1. */
    void clear() {
        removeUpTo(next() - 1);
        first = 1;
    }

    boolean contains(long lsn) {
        return lsn >= first && lsn < next();
    }

    Segment segment(long lsn) {
        return segments[slotOf(lsn)];
    }

    int offset(long lsn) {
        return offsets[slotOf(lsn)];
    }

    /** Bytes of header and payload. */
    int bytes(long lsn) {
        return entryBytes(lengths[slotOf(lsn)]);
    }

    long stamp(long lsn) {
        return stamps[slotOf(lsn)];
    }

    private static int entryBytes(int payloadBytes) {
        return SegmentFormat.ENTRY_PAYLOAD_AT + payloadBytes;
    }

    private int slotOf(long lsn) {
        if (!contains(lsn)) {
            throw new IllegalArgumentException("LSN " + lsn + " of " + first + ".." + (next() - 1));
        }
        return slot((int) (lsn - first));
    }

    private int slot(int index) {
        int slot = head + index;
        return slot >= segments.length ? slot - segments.length : slot;
    }

    private void grow() {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = slot(i);
        }
        Segment[] oldSegments = segments;
        int[] oldOffsets = offsets;
        int[] oldLengths = lengths;
        long[] oldStamps = stamps;
        segments = Arrays.copyOf(oldSegments, count * 2);
        offsets = new int[count * 2];
        lengths = new int[count * 2];
        stamps = new long[count * 2];
        for (int i = 0; i < count; i++) {
            segments[i] = oldSegments[order[i]];
            offsets[i] = oldOffsets[order[i]];
            lengths[i] = oldLengths[order[i]];
            stamps[i] = oldStamps[order[i]];
        }
        head = 0;
    }
}
