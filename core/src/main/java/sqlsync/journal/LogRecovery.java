package sqlsync.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * Reads a log back: the newest fold that is sound, the records of all log segments, and from them
 * the two journals. Changes nothing on disk.
 */
final class LogRecovery {
    private final SegmentPool pool;
    private final LogState state;
    private final Completion<LogRecovery> done;
    private final RecoveredJournal storage;
    private final RecoveredJournal timeline;
    private final List<Segment> folds = new ArrayList<>();
    private final List<Segment> logs = new ArrayList<>();
    private final List<Segment> stale = new ArrayList<>();
    private Segment foldSegment;
    private Entry fold;
    private String rot;

    private LogRecovery(SegmentPool pool, List<Segment> segments, Completion<LogRecovery> done) {
        this.pool = pool;
        this.done = done;
        this.state = new LogState(segments.get(0).superblock.identity());
        this.storage = new RecoveredJournal(state.storage);
        this.timeline = new RecoveredJournal(state.timeline);
        sort(segments);
    }

    /**
     * @param segments all that say that they are this log's; not empty, their files open
     */
    static void run(SegmentPool pool, List<Segment> segments, Completion<LogRecovery> done) {
        new LogRecovery(pool, segments, done).readFold();
    }

    LogState state() {
        return state;
    }

    /** Segments claimed by a batch that failed; the log went on without them. */
    List<Segment> stale() {
        return stale;
    }

    /** What is wrong with the log, or null. */
    StorageException problem() {
        String what = rot;
        if (what == null && logs.isEmpty()) {
            what = "its last segment is missing";
        } else if (what == null && (storage.hasHole() || timeline.hasHole())) {
            what = "entries are missing that had been written";
        }
        return what == null
                ? null
                : new StorageException(
                        StorageException.Kind.CORRUPT,
                        "The log of document "
                                + state.identity.documentId()
                                + " is damaged: "
                                + what
                                + ".");
    }

    /** Shows what there is: of the storage journal up to the first hole, of the timeline all. */
    void show(EntryVisitor visitor) {
        if (fold != null && state.storage.fold != null) {
            visitor.entry(JournalKind.STORAGE, fold);
        }
        storage.sound().forEach(entry -> visitor.entry(JournalKind.STORAGE, entry));
        timeline.sound().forEach(entry -> visitor.entry(JournalKind.TIMELINE, entry));
        timeline.behindHole().forEach(entry -> visitor.entry(JournalKind.TIMELINE, entry));
    }

    private void sort(List<Segment> segments) {
        List<Segment> ordered = new ArrayList<>(segments);
        ordered.sort(Comparator.comparingInt(Segment::sequence));
        int epoch = 0;
        for (Segment segment : ordered) {
            if (segment.isFold()) {
                folds.add(segment);
            } else if (segment.superblock.epoch() < epoch) {
                // The segment before it was fenced after this one had been claimed.
                stale.add(segment);
                state.usedSequence(segment.sequence());
                continue;
            } else {
                epoch = segment.superblock.epoch();
                logs.add(segment);
            }
            state.add(segment);
        }
    }

    private void readFold() {
        if (folds.isEmpty()) {
            readLogs();
            return;
        }
        Segment newest = folds.remove(folds.size() - 1);
        SegmentReading.run(
                pool,
                List.of(newest),
                Then.of(contents -> tookFold(newest, contents.get(0)), done::failed));
    }

    private void tookFold(Segment segment, byte[] content) {
        state.bytesReadAtOpen += content.length;
        try {
            EntryCodec.Decoded decoded = EntryCodec.read(content, 0, content.length);
            if (decoded.entry().type() == EntryType.FOLD && decoded.kind() == JournalKind.STORAGE) {
                foldSegment = segment;
                fold = decoded.entry();
                readLogs();
                return;
            }
        } catch (MalformedException unreadable) {
            // An older fold, with all layers since, serves as well; a missing layer is noticed.
        }
        segment.keep = true;
        readFold();
    }

    private void readLogs() {
        SegmentReading.run(pool, logs, Then.of(this::tookLogs, done::failed));
    }

    private void tookLogs(List<byte[]> contents) {
        Positions positions = Positions.START;
        for (Segment segment : state.segments) {
            positions = positions.and(segment.superblock.positions());
            state.epoch = Math.max(state.epoch, segment.superblock.epoch());
        }
        for (int i = 0; i < logs.size(); i++) {
            state.bytesReadAtOpen += contents.get(i).length;
            scan(logs.get(i), contents.get(i), i == logs.size() - 1);
        }
        storage.resolve(positions.storageDropped(), positions.storageNext(), foldSegment, fold);
        timeline.resolve(positions.timelineDropped(), positions.timelineNext(), null, null);
        done.succeeded(this);
    }

    private void scan(Segment segment, byte[] content, boolean last) {
        SegmentScan scan = SegmentScan.of(content, segment.superblock);
        for (EntryCodec.Decoded decoded : scan.entries()) {
            (decoded.kind() == JournalKind.STORAGE ? storage : timeline)
                    .gather(segment, decoded.entry());
        }
        segment.end = scan.end();
        segment.chain = scan.chain();
        state.epoch = Math.max(state.epoch, scan.epoch());
        if (scan.rotAt() > 0) {
            segment.keep = true;
            if (last) {
                // Elsewhere the LSNs tell whether anything is missing that anyone needs.
                rot = "segment " + segment.file + " at " + scan.rotAt();
            }
        }
        if (last) {
            state.active = segment;
            state.label = segment.superblock.label();
        }
    }
}
