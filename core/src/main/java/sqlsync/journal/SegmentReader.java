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
    private record Target(byte[] content, int at) {}

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
        for (Segment segment : segments) {
            contents.add(new byte[contentBytes(segment)]);
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
            byte[] content = contents.get(current);
            int left = content.length - filled;
            int length = Math.min(left, room);
            if (length > 0) {
                reads.add(
                        new IoOperation.Read(
                                segments.get(current).file,
                                SegmentFormat.RECORDS_AT + filled,
                                length));
                targets.add(new Target(content, filled));
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
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            byte[] part = read.get(i);
            System.arraycopy(part, 0, target.content(), target.at(), part.length);
        }
        if (current < segments.size()) {
            next();
        } else {
            done.succeeded(contents);
        }
    }
}
