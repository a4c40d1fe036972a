package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;

/**
 * Lets go of the segments of a log that nothing needs any more. A segment that a crash, or a
 * failure, keeps from being freed does no harm: what is in it is known to be gone.
 */
final class SegmentRelease {
    private final BlockStore store;
    private final SpareSegments spares;
    private final LogState state;
    private final Operations operations;
    private final List<Segment> dead = new ArrayList<>();
    private boolean busy;

    SegmentRelease(SegmentPool pool, LogState state, Operations operations) {
        this.store = pool.store();
        this.spares = pool.spares();
        this.state = state;
        this.operations = operations;
    }

    /** Segments that are on their way out, and still say on disk that they are the log's. */
    List<Segment> dead() {
        return dead;
    }

    void run() {
        dead.addAll(state.takeDead());
        if (busy || dead.isEmpty() || operations.closing()) {
            return;
        }
        busy = true;
        operations.began();
        List<Segment> freed = new ArrayList<>(dead);
        List<Spare> made = new ArrayList<>();
        List<IoOperation> steps = new ArrayList<>();
        for (Segment segment : freed) {
            made.add(free(segment, steps));
        }
        store.submit(
                steps,
                Completion.of(
                        ignored -> {
                            dead.removeAll(freed);
                            made.forEach(spares::giveBack);
                            ended();
                        },
                        failure -> ended()));
    }

    private void ended() {
        busy = false;
        operations.ended();
    }

    /**
     * Adds the steps that free a segment: first it is nobody's, durably, then it gets short.
     * Recovery reads a segment as far as its file goes, so its next owner should not inherit a long
     * one.
     */
    static Spare free(Segment segment, List<IoOperation> steps) {
        Spare free = new Spare(segment).free(steps);
        if (free.size() <= SegmentFormat.RECORDS_AT) {
            return free;
        }
        steps.add(new IoOperation.Truncate(segment.file, SegmentFormat.RECORDS_AT));
        return new Spare(segment.file, free.generation(), SegmentFormat.RECORDS_AT);
    }
}
