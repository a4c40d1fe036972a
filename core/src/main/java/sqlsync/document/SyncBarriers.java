package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;

/** Those who wait until all mutations made before they asked are settled and visible. */
final class SyncBarriers {
    private record Barrier(long ordinal, DocumentCompletion<Void> done) {}

    private List<Barrier> waiting = new ArrayList<>();

    /**
     * @param ordinal of the last mutation made so far
     * @return gives it up
     */
    Runnable add(long ordinal, DocumentCompletion<Void> done) {
        Barrier barrier = new Barrier(ordinal, done);
        waiting.add(barrier);
        return () -> waiting.remove(barrier);
    }

    /** Caught up with the coordinator: those are told whose mutations are settled. */
    void reached(UnsettledMutations mutations) {
        for (Barrier each : new ArrayList<>(waiting)) {
            if (mutations.settledUpTo(each.ordinal) && waiting.remove(each)) {
                each.done.succeeded(null);
            }
        }
    }

    void fail(SqlSyncException why) {
        List<Barrier> all = waiting;
        waiting = new ArrayList<>();
        all.forEach(each -> each.done.failed(why));
    }
}
