package sqlsync.journal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One log in memory, without any I/O: its segments and its journals. */
final class LogState {
    final JournalState storage;
    private final Map<JournalKind, JournalState> journals = new EnumMap<>(JournalKind.class);

    /** All segments, folds included. */
    final List<Segment> segments = new ArrayList<>();

    /** The segment that records go to; null where recovery found none. */
    Segment active;

    int epoch;
    byte[] label = new byte[0];
    long bytesReadAtOpen;
    int flushes;
    private LogIdentity identity;
    private int nextSequence = 1;

    LogState(LogIdentity identity) {
        this.identity = identity;
        for (JournalKind kind : JournalKind.values()) {
            journals.put(kind, new JournalState(identity.of(kind)));
        }
        this.storage = journal(JournalKind.STORAGE);
    }

    JournalState journal(JournalKind kind) {
        return journals.get(kind);
    }

    /** As the disk has it. */
    LogIdentity identity() {
        return identity;
    }

    void undo() {
        journals.values().forEach(JournalState::undo);
    }

    int entries() {
        int entries = 0;
        for (JournalState journal : journals.values()) {
            entries += journal.entries();
        }
        return entries;
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
        Positions positions = Positions.START;
        for (JournalKind kind : JournalKind.values()) {
            positions = positions.with(kind, journal(kind).position());
        }
        return positions;
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

    /**
     * The superblock of a log segment that begins with {@code batch}. Where a journal starts over
     * with it, the superblock says so: it counts only with the batch, and no segment holds entries
     * of two journals of a kind.
     */
    Superblock claim(Spare spare, int salt, Batch batch) {
        LogIdentity next = identity;
        Positions positions = positions();
        for (Map.Entry<JournalKind, Incarnation> replaced : batch.replaced().entrySet()) {
            next = next.with(replaced.getKey(), replaced.getValue());
            positions = positions.with(replaced.getKey(), Position.START);
        }
        return new Superblock(
                spare.generation() + 1,
                Superblock.State.CLAIMED,
                Superblock.Kind.LOG,
                next,
                takeSequence(),
                epoch,
                salt,
                SegmentFormat.RECORDS_AT,
                positions,
                label);
    }

    /** The active segment's next superblock. */
    Superblock renewal(int newEpoch) {
        return active.superblock.renewed(newEpoch, active.end, positions(), label);
    }

    /** A batch has become durable, its body at {@code bodyAt} in {@code segment}. */
    void written(Batch batch, Segment segment, int bodyAt) {
        for (Map.Entry<JournalKind, Incarnation> replaced : batch.replaced().entrySet()) {
            identity = identity.with(replaced.getKey(), replaced.getValue());
            journal(replaced.getKey()).settleReplaced(replaced.getValue());
        }
        for (Batch.Item item : batch.items()) {
            journal(item.kind).written(item, segment, bodyAt + item.offset());
        }
    }

    /** Takes out the segments that nothing needs any more. */
    List<Segment> takeDead() {
        List<Segment> dead = new ArrayList<>();
        Segment proof = proofOfJournals();
        for (Segment segment : segments) {
            boolean needed =
                    segment.isFold()
                            ? segment == storage.fold || segment.readers > 0
                            : segment == active || segment == proof || segment.liveEntries > 0;
            if (!needed && !segment.keep) {
                dead.add(segment);
            }
        }
        segments.removeAll(dead);
        return dead;
    }

    /**
     * While the active segment has no record, the log segment before it, even if nothing else needs
     * it; else null. Where a journal has started over, the record there is what proves it: without
     * it recovery would take the empty segment for a replacement that never happened.
     */
    private Segment proofOfJournals() {
        if (active == null || active.end > SegmentFormat.RECORDS_AT) {
            return null;
        }
        Segment newest = null;
        for (Segment segment : segments) {
            if (segment != active
                    && !segment.isFold()
                    && (newest == null || segment.sequence() > newest.sequence())) {
                newest = segment;
            }
        }
        return newest;
    }

    long bytes() {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.size;
        }
        return bytes;
    }
}
