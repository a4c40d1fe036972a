package sqlsync.document.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;

/**
 * Callers of {@code sync()}.
 *
 * <p>Each waits until all mutations made before its call are settled and visible, and with them all
 * that the coordinator had settled by then. For the latter the coordinator is asked, by MARK, where
 * its storage journal ends.
 */
final class SyncBarriers {
    private static final class Barrier {
        final Completion<Void, SqlSyncException> done;

        /** Of the question that is sent for it. */
        final long number;

        /** Of the last mutation made before; -1 while that is not known yet. */
        long ordinal = -1;

        /** Of the coordinator's storage; -1 while it has not answered. */
        long storageLsn = -1;

        Barrier(Completion<Void, SqlSyncException> done, long number) {
            this.done = done;
            this.number = number;
        }
    }

    /** Sends a question, by its number; does nothing while there is no connection. */
    private final LongConsumer ask;

    private List<Barrier> waiting = new ArrayList<>();
    private long asked;

    SyncBarriers(LongConsumer ask) {
        this.ask = ask;
    }

    /**
     * @param afterAll runs a task behind the mutations that wait to be made
     * @param check looks whether it is reached already
     * @return gives it up
     */
    Runnable add(
            Consumer<Runnable> afterAll,
            UnsettledMutations mutations,
            Runnable check,
            Completion<Void, SqlSyncException> done) {
        Barrier barrier = new Barrier(done, ++asked);
        waiting.add(barrier);
        ask.accept(asked);
        afterAll.accept(
                () -> {
                    barrier.ordinal = mutations.lastOrdinal();
                    check.run();
                });
        return () -> waiting.remove(barrier);
    }

    /**
     * There is another connection: what was answered may be of another line of history, and what
     * was asked may be lost.
     */
    void connected() {
        for (Barrier each : waiting) {
            each.storageLsn = -1;
        }
        if (!waiting.isEmpty()) {
            ask.accept(asked);
        }
    }

    /** The coordinator has answered a question; that answers those before it, too. */
    void answered(long number, long storageLsn) {
        for (Barrier each : waiting) {
            if (each.number <= number && each.storageLsn < 0) {
                each.storageLsn = storageLsn;
            }
        }
    }

    /**
     * Tells those whose mutations are settled.
     *
     * @param shown whether readers see storage up to an LSN
     */
    void reached(UnsettledMutations mutations, LongPredicate shown) {
        for (Barrier each : new ArrayList<>(waiting)) {
            if (each.ordinal >= 0
                    && each.storageLsn >= 0
                    && mutations.settledUpTo(each.ordinal)
                    && shown.test(each.storageLsn)
                    && waiting.remove(each)) {
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
