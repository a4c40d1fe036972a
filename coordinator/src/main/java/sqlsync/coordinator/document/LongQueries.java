package sqlsync.coordinator.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.coordinator.loop.LowPriority;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.storage.PageSnapshot;

/**
 * Queries that take longer than the other documents of a loop can wait.
 *
 * <p>Such a query runs again from its start on a loop of its own, one after the other, with a
 * SQLite of its own, on a snapshot of the pages. So it sees the document as of the moment when it
 * was asked. Any thread may call.
 */
public final class LongQueries {
    private static final int USERS_MAX = 1_000;

    private final LoopEngine engine;
    private final Metrics metrics;

    /** Until when their queries come here at once, in nanoseconds; the oldest first. */
    private final Map<Object, Long> users = new LinkedHashMap<>();

    private int waiting;

    LongQueries(LoopEngine engine, Metrics metrics) {
        this.engine = engine;
        this.metrics = metrics;
        engine.loop().execute(LowPriority::ofThisThread);
    }

    /**
     * Whether a query of this user took long a moment ago. Then the next one comes here at once: it
     * may take as long, and would hold a loop again before that is known.
     */
    public synchronized boolean expectedOf(Object user) {
        Long until = users.get(user);
        return until != null && System.nanoTime() - until < 0;
    }

    /** A query of this user took long. */
    public synchronized void tookLong(Object user) {
        users.remove(user);
        if (users.size() >= USERS_MAX) {
            users.remove(users.keySet().iterator().next());
        }
        users.put(
                user,
                System.nanoTime() + CoordinatorLimits.LONG_QUERY_REMEMBERED_MILLIS * 1_000_000L);
    }

    /**
     * Runs a query later.
     *
     * @param home the loop of the document, on which {@code snapshot} is released in the end
     * @param query is given a connection that reads {@code snapshot}; it asks within {@link
     *     #watched}
     * @param lost called instead where SQLite stopped over the query
     * @return false where too many wait; then nothing is run, and the snapshot is released
     */
    public boolean run(
            PageSnapshot snapshot, EventLoop home, Consumer<Connection> query, Runnable lost) {
        synchronized (this) {
            if (waiting < CoordinatorLimits.LONG_QUERIES_WAITING_MAX) {
                waiting++;
                metrics.queriesLong.inc();
                engine.loop().execute(() -> runNow(snapshot, home, query, lost));
                return true;
            }
        }
        snapshot.release();
        return false;
    }

    private void runNow(
            PageSnapshot snapshot, EventLoop home, Consumer<Connection> query, Runnable lost) {
        try {
            Connection reader = engine.openReader(snapshot);
            query.accept(reader);
            reader.close();
        } catch (SqliteTrapException trap) {
            engine.discardSqlite(trap);
            lost.run();
        } finally {
            home.execute(snapshot::release);
            synchronized (this) {
                waiting--;
            }
        }
    }

    /**
     * Runs what a query does with its connection, for as long as a query may take.
     *
     * @throws sqlsync.SqlSyncException {@code timeout}
     */
    public <T> T watched(String documentId, Supplier<T> query) {
        return engine.watch(documentId, CoordinatorLimits.QUERY_MILLIS_MAX, query);
    }
}
