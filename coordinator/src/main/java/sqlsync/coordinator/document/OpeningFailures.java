package sqlsync.coordinator.document;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.log.Event;
import sqlsync.coordinator.log.Metrics;

/**
 * Documents that could not be opened through a fault of this side: a migration that throws, storage
 * that fails. Any thread may call.
 */
public final class OpeningFailures {
    /** More are counted, not remembered. */
    private static final int REMEMBERED_MAX = 100;

    private static final Set<ErrorCode> OURS =
            EnumSet.of(
                    ErrorCode.REDUCER_LOAD_FAILED,
                    ErrorCode.WORKER_FAILED,
                    ErrorCode.STORAGE_FAILED,
                    ErrorCode.STORAGE_CORRUPT,
                    ErrorCode.QUOTA_EXCEEDED,
                    ErrorCode.TOO_LARGE);

    private final Map<String, String> failing = new LinkedHashMap<>();
    private final Metrics metrics;

    OpeningFailures(Metrics metrics) {
        this.metrics = metrics;
        metrics.gauge("documents_failing", this::count);
        metrics.add("documents_failed_total", 0);
    }

    /**
     * Remembers it, where it is a fault of this side; the log has it once for each document and
     * message.
     */
    void failed(String id, SqlSyncException why) {
        if (!OURS.contains(why.code())) {
            return;
        }
        metrics.add("documents_failed_total", 1);
        if (remember(id, why.getMessage())) {
            Event.of("document-failed")
                    .with("document", id)
                    .with("code", why.code().text())
                    .with("message", why.getMessage())
                    .error(why.getCause() == null ? why : why.getCause());
        }
    }

    private synchronized boolean remember(String id, String message) {
        if (failing.size() >= REMEMBERED_MAX && !failing.containsKey(id)) {
            failing.remove(failing.keySet().iterator().next());
        }
        return !message.equals(failing.put(id, message));
    }

    synchronized void opened(String id) {
        failing.remove(id);
    }

    private synchronized int count() {
        return failing.size();
    }

    /** The documents that can't be opened, for whom it concerns; empty where there is none. */
    public synchronized Map<String, String> all() {
        return new LinkedHashMap<>(failing);
    }
}
