package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * The log of one open document; holds its journals, so that one flush makes an entry of each
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
    private final Journal device;
    private final OngoingFold folding;
    private boolean closed;

    DocumentLog(SegmentPool pool, LogState state) {
        this.pool = pool;
        this.state = state;
        this.release = new SegmentRelease(pool, state, operations);
        this.writer = new LogWriter(pool, state, release::run);
        this.folding = new OngoingFold(pool, state, writer, release, operations);
        this.storage = new LogJournal(this, writer, JournalKind.STORAGE);
        this.timeline = new LogJournal(this, writer, JournalKind.TIMELINE);
        this.device = new LogJournal(this, writer, JournalKind.DEVICE);
    }

    public Journal storage() {
        return storage;
    }

    public Journal timeline() {
        return timeline;
    }

    /** What this device alone knows: it has the id of the log, and is never replicated. */
    public Journal device() {
        return device;
    }

    /**
     * Gives the storage journal of a log that was made without one its id, durably, once.
     *
     * @throws IllegalStateException if it has another id, or entries
     */
    public void adoptStorage(JournalId id, Completion<Void, StorageException> done) {
        JournalId before = storage.id();
        if (!before.equals(id)) {
            if (!before.isNone() || storage.range().next() != 1) {
                throw new IllegalStateException("Storage has the id " + before + " already.");
            }
            startOver(JournalKind.STORAGE, id);
        }
        flush(done);
    }

    /**
     * Drops every entry of the storage journal, which starts over at LSN 1, under another id or the
     * same. Whatever crashes, all of this has happened or nothing; the other journals stay, and
     * what was appended to them before is in the same batch.
     */
    public void replaceStorage(JournalId id, Completion<Void, StorageException> done) {
        startOver(JournalKind.STORAGE, id);
        flush(done);
    }

    /**
     * Begins another timeline at LSN 1; what the one before held is gone. It is durable with the
     * next flush, and with it whatever is appended meanwhile: the caller appends again what is to
     * stay.
     */
    public void forkTimeline(JournalId id) {
        startOver(JournalKind.TIMELINE, id);
    }

    private void startOver(JournalKind kind, JournalId id) {
        requireOpen();
        if (id.isNone()) {
            throw new IllegalArgumentException("A journal needs an id.");
        }
        Batch batch = writer.gathering();
        JournalState journal = state.journal(kind);
        Incarnation next = journal.incarnation().replacedBy(id);
        if (kind == JournalKind.STORAGE) {
            folding.cut("The storage journal was replaced.");
        }
        batch.replace(kind, next);
        journal.replace(next);
    }

    /**
     * Makes durable what was appended before the call: all of it, or nothing. One batch is under
     * way at a time; calls meanwhile share the next.
     *
     * <p>On failure everything that is not durable is gone from the journals, not only what this
     * call meant. The log then goes on after its last durable entry, or is {@link #readOnly}.
     */
    public void flush(Completion<Void, StorageException> done) {
        requireOpen();
        writer.flush(done);
    }

    /**
     * Says who is to know that entries which were appended are gone, whosever failure it was: that
     * of a fold, or of the label, loses them, too. It is called before those whose calls failed.
     */
    public void onUndone(Consumer<StorageException> told) {
        writer.onUndone(told);
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
    public void writeLabel(Completion<Void, StorageException> done) {
        requireOpen();
        writer.open(done);
    }

    public LogStats stats() {
        return new LogStats(
                state.bytes(),
                state.segments.size(),
                state.entries(),
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
    public void reopen(Completion<Void, StorageException> done) {
        requireOpen();
        StorageException problem = writer.problem();
        if (problem != null && problem.kind() == StorageException.Kind.CORRUPT) {
            throw problem;
        }
        open(done);
    }

    /** Flushes, writes the label, and lets go of the files. */
    public void close(Completion<Void, StorageException> done) {
        requireOpen();
        closed = true;
        folding.close();
        if (readOnly()) {
            seal(null, done);
        } else {
            writer.flush(
                    Completion.of(ignored -> seal(null, done), failure -> seal(failure, done)));
        }
    }

    private void seal(StorageException failure, Completion<Void, StorageException> done) {
        operations.close(
                () ->
                        writer.seal(
                                Completion.of(
                                        ignored -> letGo(failure, done),
                                        unsealed ->
                                                letGo(
                                                        failure == null ? unsealed : failure,
                                                        done))));
    }

    private void letGo(StorageException failure, Completion<Void, StorageException> done) {
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
        pool.store().close(files, Completion.always(gone));
    }

    LogState state() {
        return state;
    }

    /** Whether it was not closed, nor is being closed. */
    public boolean isOpen() {
        return !closed;
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
    void open(Completion<Void, StorageException> done) {
        writer.open(
                done.after(
                        ignored -> {
                            prepare();
                            done.succeeded(null);
                        }));
    }

    OngoingFold folding() {
        return folding;
    }

    SegmentPool pool() {
        return pool;
    }

    /** Lets go of what nobody reads or needs any more. */
    void release() {
        release.run();
    }
}
