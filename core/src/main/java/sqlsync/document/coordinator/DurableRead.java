package sqlsync.document.coordinator;

import java.util.function.Supplier;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;

/**
 * A read of a coordinator's document whose result is passed on when everything that it may have
 * seen is durable. If that was taken back, the read runs again.
 */
final class DurableRead<T> implements Completion<Void, SqlSyncException> {
    /** Where each run sees mutations that the next flush loses. */
    private static final int RUNS_MAX = 10;

    private final Timers timers;
    private final CoordinatorCommits commits;
    private final Supplier<SqlSyncException> closed;
    private final Supplier<T> work;
    private final Completion<T, SqlSyncException> done;
    private T seen;
    private int runs;

    /**
     * @param closed why the document can't be read, or null
     */
    DurableRead(
            Timers timers,
            CoordinatorCommits commits,
            Supplier<SqlSyncException> closed,
            Supplier<T> work,
            Completion<T, SqlSyncException> done) {
        this.timers = timers;
        this.commits = commits;
        this.closed = closed;
        this.work = work;
        this.done = done;
    }

    void run() {
        SqlSyncException refusal = closed.get();
        if (refusal != null) {
            done.failed(refusal);
            return;
        }
        runs++;
        boolean durable = commits.allDurable();
        seen = work.get();
        if (durable) {
            done.succeeded(seen);
        } else {
            commits.flush(this);
        }
    }

    @Override
    public void succeeded(Void nothing) {
        done.succeeded(seen);
    }

    @Override
    public void failed(SqlSyncException failure) {
        if (runs == RUNS_MAX) {
            done.failed(failure);
        } else {
            timers.soon(this::run);
        }
    }
}
