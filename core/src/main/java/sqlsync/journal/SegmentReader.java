package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/** Reads segments from {@link SegmentFormat#RECORDS_AT} on, a bounded number of bytes at a time. */
final class SegmentReader {
    /** A read goes to this place in the contents of a segment. */
    private record Target(int segment, int at) {}

    private static final byte[] NOTHING = new byte[0];

    private final BlockStore store;
    private final int bytesAtOnce;
    private final List<Segment> segments;
    private final Completion<List<byte[]>, StorageException> done;
    private final List<byte[]> contents = new ArrayList<>();
    private int current;
    private int filled;

    private SegmentReader(
            SegmentPool pool,
            List<Segment> segments,
            Completion<List<byte[]>, StorageException> done) {
        this.store = pool.store();
        this.bytesAtOnce = pool.limits().readBytes();
        this.segments = segments;
        this.done = done;
        for (int i = 0; i < segments.size(); i++) {
            contents.add(NOTHING);
        }
    }

    /** Brings the contents in the order of {@code segments}; zeros where a file ended early. */
    static void run(
            SegmentPool pool,
            List<Segment> segments,
            Completion<List<byte[]>, StorageException> done) {
        new SegmentReader(pool, segments, done).next();
    }

    /** A fold knows where it ends; a log segment may go on as far as its file. */
    private static int contentBytes(Segment segment) {
        long end = segment.isFold() ? segment.superblock.durableUpTo() : segment.size;
        long present = Math.min(end, segment.size) - SegmentFormat.RECORDS_AT;
        return (int) Math.max(0, Math.min(present, Integer.MAX_VALUE - SegmentFormat.RECORDS_AT));
    }

    private void next() {
        List<IoOperation> reads = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        int room = bytesAtOnce;
        while (room > 0 && current < segments.size()) {
            int left = contentBytes(segments.get(current)) - filled;
            int length = Math.min(left, room);
            if (length > 0) {
                reads.add(
                        new IoOperation.Read(
                                segments.get(current).file,
                                SegmentFormat.RECORDS_AT + filled,
                                length));
                targets.add(new Target(current, filled));
            }
            room -= length;
            filled += length;
            if (length == left) {
                current++;
                filled = 0;
            }
        }
        store.submit(reads, done.after(read -> took(targets, read)));
    }

    private void took(List<Target> targets, List<byte[]> read) {
        boolean last = current == segments.size();
        if (!last) {
            // While this is copied, the next is read.
            next();
        }
        for (int i = 0; i < targets.size(); i++) {
            keep(targets.get(i), read.get(i));
        }
        if (last) {
            done.succeeded(contents);
        }
    }

    /** What came in one piece is not copied. */
    private void keep(Target target, byte[] part) {
        int length = contentBytes(segments.get(target.segment()));
        if (part.length == length) {
            contents.set(target.segment(), part);
            return;
        }
        byte[] content = contents.get(target.segment());
        if (content == NOTHING) {
            content = new byte[length];
            contents.set(target.segment(), content);
        }
        System.arraycopy(part, 0, content, target.at(), part.length);
    }
}
