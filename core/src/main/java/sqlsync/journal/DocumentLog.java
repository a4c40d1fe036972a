package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * The log of one open document; holds its two journals, so that one flush makes an entry of each
 * durable together.
 */
public final class DocumentLog {
    private final SegmentPool pool;
    private final LogState state;
    private final LogWriter writer;
    private final SegmentRelease release;
    private final Operations operations = new Operations();
    private final Journal storage;
    private final Journal timeline;
    private FoldWriter fold;
    private boolean closed;

    DocumentLog(SegmentPool pool, LogState state) {
        this.pool = pool;
        this.state = state;
        this.release = new SegmentRelease(pool, state, operations);
        this.writer = new LogWriter(pool, state, release::run);
        this.storage = new LogJournal(this, writer, state.storage, JournalKind.STORAGE);
        this.timeline = new LogJournal(this, writer, state.timeline, JournalKind.TIMELINE);
    }

    public Journal storage() {
        return storage;
    }

    public Journal timeline() {
        return timeline;
    }

    /**
     * Makes durable what was appended before the call: all of it, or nothing. One batch is under
     * way at a time; calls meanwhile share the next.
     *
     * <p>On failure everything that is not durable is gone from the journals, not only what this
     * call meant. The log then goes on after its last durable entry, or is {@link #readOnly}.
     */
    public void flush(Completion<Void> done) {
        requireOpen();
        writer.flush(done);
    }

    /** Small text about the document, for {@link SegmentPool#documents}. */
    public byte[] label() {
        return state.label.clone();
    }

    /**
     * Sets the label; it is written when a segment is begun, by {@link #writeLabel}, and at {@link
     * #close}.
     *
     * @param label at most {@link JournalLimits#LABEL_BYTES_MAX} bytes
     */
    public void setLabel(byte[] label) {
        if (label.length > JournalLimits.LABEL_BYTES_MAX) {
            throw new IllegalArgumentException("label of " + label.length + " bytes");
        }
        state.label = label.clone();
    }

    /** Makes the label durable now. */
    public void writeLabel(Completion<Void> done) {
        requireOpen();
        writer.open(done);
    }

    public LogStats stats() {
        return new LogStats(
                state.bytes(),
                state.segments.size(),
                state.storage.entries() + state.timeline.entries(),
                state.bytesReadAtOpen,
                state.flushes);
    }

    /** Nothing can be appended: {@link #problem} says why. */
    public boolean readOnly() {
        return writer.problem() != null;
    }

    /** Why the log is read-only, or null. */
    public StorageException problem() {
        return writer.problem();
    }

    /**
     * Tries to make a log writable again that a failure, not damage, made read-only. {@link #flush}
     * tries it, too.
     */
    public void reopen(Completion<Void> done) {
        requireOpen();
        StorageException problem = writer.problem();
        if (problem != null && problem.kind() == StorageException.Kind.CORRUPT) {
            throw problem;
        }
        open(done);
    }

    /** Flushes, writes the label, and lets go of the files. */
    public void close(Completion<Void> done) {
        requireOpen();
        closed = true;
        if (fold != null) {
            fold.abandon();
        }
        if (readOnly()) {
            seal(null, done);
        } else {
            writer.flush(Then.of(ignored -> seal(null, done), failure -> seal(failure, done)));
        }
    }

    private void seal(StorageException failure, Completion<Void> done) {
        operations.close(
                () ->
                        writer.seal(
                                Then.of(
                                        ignored -> letGo(failure, done),
                                        unsealed ->
                                                letGo(
                                                        failure == null ? unsealed : failure,
                                                        done))));
    }

    private void letGo(StorageException failure, Completion<Void> done) {
        writer.reserve().close();
        state.segments.addAll(release.dead());
        List<Integer> files = new ArrayList<>();
        state.segments.forEach(segment -> files.add(segment.file));
        writer.doubtful().forEach(spare -> files.add(spare.file()));
        Runnable gone =
                () -> {
                    pool.closed(state, writer.doubtful());
                    if (failure == null) {
                        done.succeeded(null);
                    } else {
                        done.failed(failure);
                    }
                };
        pool.store().close(files, Then.always(gone));
    }

    LogState state() {
        return state;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The log is closed.");
        }
    }

    /** Makes the log read-only for good; {@code unused} segments stay as they are. */
    void damaged(StorageException problem, List<Segment> unused) {
        writer.stop(problem);
        state.segments.addAll(unused);
    }

    void prepare() {
        writer.reserve().prepare();
    }

    /** Recovery read this log: what it read has to be made durable before anything is added. */
    void prove() {
        state.segments.forEach(writer::prove);
    }

    /** A segment that must be freed before anything is written. */
    void doubt(Spare spare) {
        writer.doubt(spare);
    }

    /** Puts the fence that has to be there before the first batch. */
    void open(Completion<Void> done) {
        writer.open(
                Then.of(
                        ignored -> {
                            prepare();
                            done.succeeded(null);
                        },
                        done::failed));
    }

    Fold beginFold(long first, long upTo, long stamp) {
        if (readOnly()) {
            throw writer.problem();
        }
        if (fold != null) {
            throw new IllegalStateException("A fold is under way.");
        }
        FoldWriter.Ending ending =
                new FoldWriter.Ending() {
                    @Override
                    public void finished(Segment segment, FoldWriter finished) {
                        fold = null;
                        folded(segment, finished);
                    }

                    @Override
                    public void abandoned(Spare spare, boolean doubtful, Runnable then) {
                        fold = null;
                        if (doubtful) {
                            writer.doubt(spare);
                            writer.open(Then.always(then));
                            return;
                        }
                        if (spare != null) {
                            giveBack(spare);
                        }
                        then.run();
                    }
                };
        // What was written so far is all in the fold, or in one before: its segments can go with
        // it.
        writer.turn();
        fold = new FoldWriter(pool, state, operations, ending, new LsnRange(first, upTo), stamp);
        return fold;
    }

    private void folded(Segment segment, FoldWriter finished) {
        state.add(segment);
        segment.gained(finished.entryBytes());
        for (Segment superseded : state.segments) {
            superseded.keep = false;
        }
        state.storage.fold(segment, finished.first, finished.upTo, finished.stamp);
        release.run();
    }

    private void giveBack(Spare spare) {
        long kept = SegmentFormat.RECORDS_AT;
        if (spare.size() <= kept) {
            pool.spares().giveBack(spare);
            return;
        }
        operations.began();
        pool.store()
                .submit(
                        List.of(new IoOperation.Truncate(spare.file(), kept)),
                        Then.always(
                                () -> {
                                    pool.spares()
                                            .giveBack(
                                                    new Spare(
                                                            spare.file(),
                                                            spare.generation(),
                                                            kept));
                                    operations.ended();
                                }));
    }
}
