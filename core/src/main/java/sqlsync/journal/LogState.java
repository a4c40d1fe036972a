package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;

/** One log in memory, without any I/O: its segments and its two journals. */
final class LogState {
    final LogIdentity identity;
    final JournalState storage;
    final JournalState timeline;

    /** All segments, folds included. */
    final List<Segment> segments = new ArrayList<>();

    /** The segment that records go to; null where recovery found none. */
    Segment active;

    int epoch;
    byte[] label = new byte[0];
    long bytesReadAtOpen;
    int flushes;
    private int nextSequence = 1;

    LogState(LogIdentity identity) {
        this.identity = identity;
        this.storage = new JournalState(identity.storage());
        this.timeline = new JournalState(identity.timeline());
    }

    JournalState journal(JournalKind kind) {
        return kind == JournalKind.STORAGE ? storage : timeline;
    }

    void add(Segment segment) {
        segments.add(segment);
        usedSequence(segment.sequence());
    }

    /** A sequence is used once, also by a segment that came to nothing. */
    int takeSequence() {
        return nextSequence++;
    }

    void usedSequence(int sequence) {
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    Positions positions() {
        return new Positions(
                storage.dropped(), storage.next(), timeline.dropped(), timeline.next());
    }

    /** The superblock with which a spare becomes this log's. */
    Superblock claim(Spare spare, Superblock.Kind kind, int sequence, int salt, int durableUpTo) {
        return new Superblock(
                spare.generation() + 1,
                Superblock.State.CLAIMED,
                kind,
                identity,
                sequence,
                epoch,
                salt,
                durableUpTo,
                positions(),
                label);
    }

    /** The active segment's next superblock. */
    Superblock renewal(int newEpoch) {
        return active.superblock.renewed(newEpoch, active.end, positions(), label);
    }

    /** A batch has become durable, its body at {@code bodyAt} in {@code segment}. */
    void settle(Batch batch, Segment segment, int bodyAt) {
        for (Batch.Item item : batch.items()) {
            journal(item.kind()).settle(item, segment, bodyAt + item.offset());
        }
    }

    /** Takes out the segments that nothing needs any more. */
    List<Segment> takeDead() {
        List<Segment> dead = new ArrayList<>();
        for (Segment segment : segments) {
            boolean needed =
                    segment.isFold()
                            ? segment == storage.fold
                            : segment == active || segment.liveEntries > 0;
            if (!needed && !segment.keep) {
                dead.add(segment);
            }
        }
        segments.removeAll(dead);
        return dead;
    }

    long bytes() {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.size;
        }
        return bytes;
    }
}
