package sqlsync.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * Reads a log back: the records of all log segments, the newest fold that is sound, and from them
 * the journals. Changes nothing on disk.
 */
final class LogRecovery {
    private final SegmentPool pool;
    private final Completion<LogRecovery, StorageException> done;
    private final Map<JournalKind, RecoveredJournal> journals = new EnumMap<>(JournalKind.class);
    private final List<Segment> folds = new ArrayList<>();
    private final List<Segment> logs = new ArrayList<>();
    private final List<Segment> stale = new ArrayList<>();
    private LogState state;
    private long bytesRead;
    private Segment foldSegment;
    private Entry fold;
    private String rot;

    private LogRecovery(
            SegmentPool pool,
            List<Segment> segments,
            Completion<LogRecovery, StorageException> done) {
        this.pool = pool;
        this.done = done;
        sort(segments);
    }

    /**
     * @param segments all that say that they are this log's; not empty, their files open
     */
    static void run(
            SegmentPool pool,
            List<Segment> segments,
            Completion<LogRecovery, StorageException> done) {
        new LogRecovery(pool, segments, done).readLogs();
    }

    LogState state() {
        return state;
    }

    /** Segments claimed by a batch that came to nothing; the log goes on without them. */
    List<Segment> stale() {
        return stale;
    }

    /** What is wrong with the log, or null. */
    StorageException problem() {
        String what = rot;
        if (what == null && logs.isEmpty()) {
            what = "its last segment is missing";
        } else if (what == null && hasHole()) {
            what = "entries are missing that had been written";
        }
        return what == null
                ? null
                : new StorageException(
                        StorageException.Kind.CORRUPT,
                        "The log of document "
                                + state.identity().documentId()
                                + " is damaged: "
                                + what
                                + ".");
    }

    private boolean hasHole() {
        for (RecoveredJournal journal : journals.values()) {
            if (journal.hasHole()) {
                return true;
            }
        }
        return false;
    }

    /** Shows what there is: of the storage journal up to the first hole, of the others all. */
    void show(EntryVisitor visitor) {
        if (fold != null && state.storage.fold != null) {
            visitor.entry(JournalKind.STORAGE, fold);
        }
        journals.forEach(
                (kind, journal) -> {
                    journal.sound().forEach(entry -> visitor.entry(kind, entry));
                    if (kind != JournalKind.STORAGE) {
                        journal.behindHole().forEach(entry -> visitor.entry(kind, entry));
                    }
                });
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
            } else {
                epoch = segment.superblock.epoch();
                logs.add(segment);
            }
        }
    }

    private void readLogs() {
        SegmentReader.run(pool, logs, done.after(this::tookLogs));
    }

    private void tookLogs(List<byte[]> contents) {
        List<SegmentScan> scans = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            bytesRead += contents.get(i).length;
            scans.add(SegmentScan.of(contents.get(i), logs.get(i).superblock));
        }
        int last = logs.size() - 1;
        if (last > 0 && neverBegan(logs.get(last), scans.get(last), logs.get(last - 1))) {
            stale.add(logs.remove(last));
        }
        state = new LogState(newest().superblock.identity());
        for (JournalKind kind : JournalKind.values()) {
            journals.put(kind, new RecoveredJournal(state.journal(kind)));
        }
        stale.forEach(segment -> state.usedSequence(segment.sequence()));
        folds.forEach(state::add);
        logs.forEach(state::add);
        for (Segment segment : state.segments) {
            state.epoch = Math.max(state.epoch, segment.superblock.epoch());
        }
        for (int i = 0; i < logs.size(); i++) {
            gather(logs.get(i), scans.get(i), i == logs.size() - 1);
        }
        folds.removeIf(segment -> !isOf(segment, JournalKind.STORAGE));
        readFold();
    }

    /** A journal was to start over with a batch that did not make it: so it did not. */
    private static boolean neverBegan(Segment segment, SegmentScan scan, Segment before) {
        boolean empty = scan.end() == SegmentFormat.RECORDS_AT && scan.rotAt() == 0;
        LogIdentity identity = segment.superblock.identity();
        return empty
                && !(identity.agrees(JournalKind.STORAGE, before.superblock.identity())
                        && identity.agrees(JournalKind.TIMELINE, before.superblock.identity()));
    }

    private Segment newest() {
        List<Segment> present = logs.isEmpty() ? folds.isEmpty() ? stale : folds : logs;
        return present.get(present.size() - 1);
    }

    /** Whether what a segment holds of this kind is of the journal that there is now. */
    private boolean isOf(Segment segment, JournalKind kind) {
        return segment.superblock.identity().agrees(kind, state.identity());
    }

    private void gather(Segment segment, SegmentScan scan, boolean last) {
        for (EncodedEntry encoded : scan.entries()) {
            if (isOf(segment, encoded.kind())) {
                journals.get(encoded.kind()).gather(segment, encoded.entry());
            }
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

    private void readFold() {
        if (folds.isEmpty()) {
            resolve();
            return;
        }
        Segment newest = folds.remove(folds.size() - 1);
        SegmentReader.run(
                pool, List.of(newest), done.after(contents -> tookFold(newest, contents.get(0))));
    }

    private void tookFold(Segment segment, byte[] content) {
        bytesRead += content.length;
        try {
            EncodedEntry encoded = EncodedEntry.read(content, 0, content.length);
            if (encoded.entry().type() == EntryType.FOLD) {
                foldSegment = segment;
                fold = encoded.entry();
                resolve();
                return;
            }
        } catch (MalformedException unreadable) {
            // An older fold, with all layers since, serves as well; a missing layer is noticed.
        }
        segment.keep = true;
        readFold();
    }

    private void resolve() {
        state.bytesReadAtOpen = bytesRead;
        journals.forEach(
                (kind, journal) -> {
                    Position position = Position.START;
                    for (Segment segment : state.segments) {
                        if (isOf(segment, kind)) {
                            position = position.and(segment.superblock.positions().of(kind));
                        }
                    }
                    boolean folded = kind == JournalKind.STORAGE && fold != null;
                    journal.resolve(position, foldSegment, folded ? fold : null);
                });
        done.succeeded(this);
    }
}
