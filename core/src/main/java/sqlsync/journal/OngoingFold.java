package sqlsync.journal;

import java.util.List;
import java.util.function.Consumer;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/** The one fold that may be under way in a log, made here or received. */
final class OngoingFold {
    private final SegmentPool pool;
    private final LogState state;
    private final LogWriter writer;
    private final SegmentRelease release;
    private final Operations operations;
    private FoldWriter fold;
    private Consumer<StorageException> waiting;
    private boolean closed;

    OngoingFold(
            SegmentPool pool,
            LogState state,
            LogWriter writer,
            SegmentRelease release,
            Operations operations) {
        this.pool = pool;
        this.state = state;
        this.writer = writer;
        this.release = release;
        this.operations = operations;
    }

    /**
     * @throws IllegalStateException if another is under way
     */
    Fold begin(FoldHeader header) {
        if (writer.problem() != null) {
            throw writer.problem();
        }
        if (fold != null) {
            throw new IllegalStateException("A fold is under way.");
        }
        // What was written so far is all in the fold, or in one before: its segments can go with
        // it.
        writer.turn();
        fold = new FoldWriter(pool, state, operations, new Ended(), header);
        return fold;
    }

    boolean underWay() {
        return fold != null;
    }

    /**
     * Cuts what is under way, and tells when another may begin; at once, from within this call,
     * where nothing is.
     *
     * @param next is told null, or why there will be none
     */
    void makeRoom(Consumer<StorageException> next) {
        if (waiting != null) {
            throw new IllegalStateException("Two folds are being received.");
        }
        if (fold == null) {
            next.accept(null);
            return;
        }
        waiting = next;
        fold.cut(
                new StorageException(
                        StorageException.Kind.FAILED, "A fold was received that replaces more."));
    }

    void stopWaiting() {
        waiting = null;
    }

    /** The fold that is under way, if any, is of no use any more. */
    void cut(String why) {
        StorageException failure = new StorageException(StorageException.Kind.FAILED, why);
        if (fold != null) {
            fold.cut(failure);
        }
        tellWaiting(failure);
    }

    void close() {
        closed = true;
        if (fold != null) {
            fold.abandon();
        }
        tellWaiting(new StorageException(StorageException.Kind.UNAVAILABLE, "The log was closed."));
    }

    private void tellWaiting(StorageException failure) {
        if (waiting != null) {
            Consumer<StorageException> told = waiting;
            waiting = null;
            told.accept(failure);
        }
    }

    private void ended() {
        fold = null;
        if (!closed) {
            tellWaiting(null);
        }
    }

    private void took(Segment segment, EntryHead head, FoldStamps stamps, Incarnation of) {
        state.add(segment);
        if (state.storage.wantsFold(of, head.last())) {
            for (Segment superseded : state.segments) {
                superseded.keep = false;
            }
            state.storage.fold(segment, head, stamps);
        }
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
                        Completion.always(
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

    private final class Ended implements FoldWriter.Ending {
        @Override
        public void finished(Segment segment, EntryHead head, FoldStamps stamps, Incarnation of) {
            took(segment, head, stamps, of);
            ended();
        }

        @Override
        public void abandoned(Spare spare, boolean doubtful, Runnable then) {
            if (doubtful) {
                writer.doubt(spare);
                writer.open(
                        Completion.always(
                                () -> {
                                    ended();
                                    then.run();
                                }));
                return;
            }
            if (spare != null) {
                giveBack(spare);
            }
            ended();
            then.run();
        }
    }
}
