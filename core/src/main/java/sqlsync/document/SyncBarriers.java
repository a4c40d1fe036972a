package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.SqlSyncException;

/** Those who wait until all mutations made before they asked are settled and visible. */
final class SyncBarriers {
    private static final class Barrier {
        final DocumentCompletion<Void> done;

        /** Of the last mutation made before; -1 while that is not known yet. */
        long ordinal = -1;

        Barrier(DocumentCompletion<Void> done) {
            this.done = done;
        }
    }

    private List<Barrier> waiting = new ArrayList<>();

    /**
     * @param afterAll runs a task behind the mutations that wait to be made
     * @param check looks whether it is reached already
     * @return gives it up
     */
    Runnable add(
            Consumer<Runnable> afterAll,
            UnsettledMutations mutations,
            Runnable check,
            DocumentCompletion<Void> done) {
        Barrier barrier = new Barrier(done);
        waiting.add(barrier);
        afterAll.accept(
                () -> {
                    barrier.ordinal = mutations.lastOrdinal();
                    check.run();
                });
        return () -> waiting.remove(barrier);
    }

    /** Caught up with the coordinator: those are told whose mutations are settled. */
    void reached(UnsettledMutations mutations) {
        for (Barrier each : new ArrayList<>(waiting)) {
            if (each.ordinal >= 0 && mutations.settledUpTo(each.ordinal) && waiting.remove(each)) {
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
