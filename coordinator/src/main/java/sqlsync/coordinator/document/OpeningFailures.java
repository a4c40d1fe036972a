package sqlsync.coordinator.document;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;

/**
 * Documents that could not be opened because of this server: a migration that throws, storage that
 * fails. Any thread may call.
 */
public final class OpeningFailures {
    /** More are counted, not remembered. */
    private static final int REMEMBERED_MAX = 100;

    private static final Set<ErrorCode> OURS =
            EnumSet.of(
                    ErrorCode.REDUCER_LOAD_FAILED,
                    ErrorCode.COORDINATOR_FAILED,
                    ErrorCode.STORAGE_FAILED,
                    ErrorCode.STORAGE_CORRUPT,
                    ErrorCode.QUOTA_EXCEEDED);

    private final Map<String, String> failing = new LinkedHashMap<>();

    /** What the log says once of documents that this coordinator is not made for, though well. */
    private static final Map<ErrorCode, String> EVENTS =
            Map.of(
                    ErrorCode.TOO_LARGE, "document-too-large",
                    ErrorCode.SCHEMA_TOO_NEW, "document-schema-too-new");

    private final Map<String, String> beyond = new LinkedHashMap<>();

    private final Metrics metrics;

    OpeningFailures(Metrics metrics) {
        this.metrics = metrics;
        metrics.gauge("documents_failing", "Documents that can't be opened.", this::count);
    }

    /**
     * Remembers it, where it is a fault of this side; the log has it once for each document and
     * message.
     */
    void failed(String id, SqlSyncException why) {
        String event = EVENTS.get(why.code());
        if (event != null) {
            metrics.documentsFailed.inc();
            if (remember(beyond, id, why.getMessage())) {
                EventLog.atWarn()
                        .addKeyValue("document", id)
                        .addKeyValue("message", why.getMessage())
                        .log(event);
            }
            return;
        }
        if (!OURS.contains(why.code())) {
            return;
        }
        metrics.documentsFailed.inc();
        if (remember(failing, id, why.getMessage())) {
            EventLog.atError()
                    .addKeyValue("document", id)
                    .addKeyValue("code", why.code().text())
                    .addKeyValue("message", why.getMessage())
                    .setCause(why.getCause() == null ? why : why.getCause())
                    .log("document-failed");
        }
    }

    private synchronized boolean remember(Map<String, String> in, String id, String message) {
        if (in.size() >= REMEMBERED_MAX && !in.containsKey(id)) {
            in.remove(in.keySet().iterator().next());
        }
        return !message.equals(in.put(id, message));
    }

    synchronized void opened(String id) {
        failing.remove(id);
        beyond.remove(id);
    }

    private synchronized int count() {
        return failing.size();
    }

    /** The documents that can't be opened, for whom it concerns; empty where there is none. */
    public synchronized Map<String, String> all() {
        return new LinkedHashMap<>(failing);
    }
}
