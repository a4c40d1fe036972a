package sqlsync.worker.messages;

import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.ThrownError;

/**
 * Builds the messages that the worker sends to pages, and what lies in them, each under the name
 * that {@code messages.d.ts} gives it. A test compares the fields of every object literal here.
 */
public final class ToPage {
    private ToPage() {}

    /** Any message. */
    public interface Message extends JSObject {}

    public interface WelcomeMessage extends Message {}

    public interface OkMessage extends Message {}

    public interface ErrorMessage extends Message {}

    public interface StatusMessage extends Message {}

    public interface DurableMessage extends Message {}

    public interface SettledMessage extends Message {}

    public interface RejectedMessage extends Message {}

    public interface TokenMessage extends Message {}

    public interface ClosedMessage extends Message {}

    public interface NewsMessage extends Message {}

    public interface LendMessage extends Message {}

    public interface PongMessage extends Message {}

    public interface FatalMessage extends Message {}

    public interface News extends JSObject {}

    public interface Columns extends JSObject {
        @JSProperty
        int getRows();
    }

    public interface SentOpening extends JSObject {}

    public interface SentStatus extends JSObject {}

    public interface SentReceipt extends JSObject {}

    public interface SentStorageInfo extends JSObject {}

    public interface DocumentInfo extends JSObject {}

    public interface DocumentStats extends JSObject {}

    public interface TimelineStats extends JSObject {}

    public interface StorageStats extends JSObject {}

    public interface DatabaseStats extends JSObject {}

    public interface CounterStats extends JSObject {}

    public interface SubscriptionStats extends JSObject {}

    public interface SentMutation extends JSObject {}

    public interface SentPending extends SentMutation {
        @JSProperty
        void setState(String state);
    }

    public interface SentRejected extends SentMutation {
        @JSProperty
        void setCode(String code);

        @JSProperty
        void setMessage(String message);
    }

    public interface SentCause extends JSObject {}

    public interface SentError extends JSObject {
        @JSProperty
        void setReason(String reason);

        @JSProperty
        void setDocumentId(String id);

        @JSProperty
        void setMutation(String mutation);

        @JSProperty
        void setCause(SentCause cause);
    }

    @JSBody(
            params = {"protocol", "version", "instance"},
            script =
                    "return { t: 'welcome', protocol: protocol, version: version, instance:"
                            + " instance };")
    public static native WelcomeMessage welcome(int protocol, String version, String instance);

    /** The answer of a request: {@code value} may be null for nothing. */
    @JSBody(
            params = {"q", "value"},
            script = "return value === null ? { t: 'ok', q: q } : { t: 'ok', q: q, v: value };")
    public static native OkMessage ok(double q, JSObject value);

    @JSBody(
            params = {"q", "error"},
            script = "return { t: 'error', q: q, error: error };")
    public static native ErrorMessage error(double q, SentError error);

    @JSBody(params = "error", script = "return { t: 'fatal', error: error };")
    public static native FatalMessage fatal(SentError error);

    /** The answer of an open. */
    @JSBody(
            params = {"status", "warning"},
            script = "return warning ? { status: status, warning: warning } : { status: status };")
    public static native SentOpening opened(SentStatus status, String warning);

    @JSBody(
            params = {"h", "status"},
            script = "return { t: 'status', h: h, status: status };")
    public static native StatusMessage status(int h, SentStatus status);

    /**
     * @param at milliseconds since the epoch; 0 for never
     */
    @JSBody(
            params = {
                "mode",
                "problem",
                "storage",
                "unflushed",
                "schemaVersion",
                "connection",
                "pending",
                "parked",
                "held",
                "synced",
                "at",
                "paused",
                "reads"
            },
            script =
                    """
                    return {
                        mode: mode, problem: problem, storage: storage, unflushed: unflushed,
                        schemaVersion: schemaVersion, connection: connection, pending: pending,
                        parked: parked, heldForUser: held, synced: !!synced,
                        lastSyncedAt: at === 0 ? null : at, paused: !!paused,
                        access: reads ? "read" : "write"
                    };
                    """)
    public static native SentStatus status(
            String mode,
            SentError problem,
            String storage,
            int unflushed,
            int schemaVersion,
            String connection,
            int pending,
            int parked,
            int held,
            boolean synced,
            double at,
            boolean paused,
            boolean reads);

    @JSBody(
            params = {"h", "n"},
            script = "return { t: 'durable', h: h, n: n };")
    public static native DurableMessage durable(int h, double n);

    @JSBody(
            params = {"h", "why"},
            script = "return { t: 'closed', h: h, why: why };")
    public static native ClosedMessage closed(int h, String why);

    /** What has changed for watched queries; the page says when it has taken that in. */
    @JSBody(
            params = {"m", "news"},
            script = "return { t: 'news', m: m, of: news };")
    public static native NewsMessage news(int m, JSArray<News> news);

    /** All rows of a watched query. */
    @JSBody(
            params = {"s", "columns"},
            script = "return { s: s, all: columns };")
    public static native News rows(int s, Columns columns);

    /**
     * What makes them of those that the page has; {@code patch} is null where they are the same.
     */
    @JSBody(
            params = {"s", "patch"},
            script = "return { s: s, patch: patch };")
    public static native News patch(int s, JSObject patch);

    /** A watched query could not be run. */
    @JSBody(
            params = {"s", "error"},
            script = "return { s: s, error: error };")
    public static native News noRows(int s, SentError error);

    /** A result, column by column. */
    @JSBody(
            params = {"columns", "rows", "data"},
            script = "return { columns: columns, rows: rows, data: data };")
    public static native Columns columns(
            JSArray<JSString> columns, int rows, JSArray<JSArray<JSObject>> data);

    @JSBody(script = "return { t: 'pong' };")
    public static native PongMessage pong();

    /**
     * @param outcome as {@link SentMutations#outcome} makes it
     */
    @JSBody(
            params = {"h", "id", "outcome"},
            script = "return { t: 'settled', h: h, id: id, outcome: outcome };")
    public static native SettledMessage settled(int h, String id, JSObject outcome);

    @JSBody(
            params = {"h", "mutation"},
            script = "return { t: 'rejected', h: h, mutation: mutation };")
    public static native RejectedMessage rejected(int h, SentRejected mutation);

    @JSBody(
            params = {"h", "ask"},
            script = "return { t: 'token', h: h, ask: ask };")
    public static native TokenMessage token(int h, String ask);

    @JSBody(params = "host", script = "return { t: 'lend', host: host };")
    public static native LendMessage lend(String host);

    @JSBody(params = "host", script = "return { t: 'unlend', host: host };")
    public static native LendMessage unlend(String host);

    /** A failure as a page sees it. */
    public static SentError describe(SqlSyncException failure, String documentId, String mutation) {
        SentError error = error(failure.code().text(), failure.getMessage(), retryable(failure));
        if (failure.reason() != null) {
            error.setReason(failure.reason());
        }
        if (documentId != null) {
            error.setDocumentId(documentId);
        }
        if (mutation != null) {
            error.setMutation(mutation);
        }
        ThrownError thrown = failure.thrown();
        if (thrown != null) {
            error.setCause(cause(thrown.name(), thrown.message(), thrown.stack()));
        }
        return error;
    }

    @JSBody(
            params = {"code", "message", "retryable"},
            script = "return { code: code, message: message, retryable: !!retryable };")
    private static native SentError error(String code, String message, boolean retryable);

    @JSBody(
            params = {"name", "message", "stack"},
            script = "return { name: name, message: message, stack: stack };")
    private static native SentCause cause(String name, String message, String stack);

    private static boolean retryable(SqlSyncException failure) {
        ErrorCode code = failure.code();
        return code == ErrorCode.STORAGE_UNAVAILABLE
                || code == ErrorCode.STORAGE_FAILED
                || code == ErrorCode.QUOTA_EXCEEDED
                || code == ErrorCode.REDUCER_LOAD_FAILED
                || code == ErrorCode.UNREACHABLE
                || code == ErrorCode.ORIGIN_REFUSED
                || code == ErrorCode.TOKEN_UNAVAILABLE
                || code == ErrorCode.COORDINATOR_FAILED
                || code == ErrorCode.WORKER_FAILED;
    }

    /** What a mutation came to: its id, and one result, encoded, for each of its calls. */
    public static SentReceipt receipt(String id, List<String> results) {
        JSArray<JSString> texts = new JSArray<>();
        for (String each : results) {
            texts.push(JSString.valueOf(each));
        }
        return receipt(id, texts);
    }

    @JSBody(
            params = {"id", "results"},
            script = "return { id: id, results: results };")
    private static native SentReceipt receipt(String id, JSArray<JSString> results);

    @JSBody(
            params = {"id", "calls", "timestamp"},
            script = "return { id: id, calls: calls, timestamp: timestamp };")
    static native SentMutation mutation(
            String id, JSArray<JSArray<JSString>> calls, double timestamp);

    @JSBody(
            params = {"backend", "durable", "reason", "unsynced"},
            script =
                    "return { backend: backend, durable: !!durable, reason: reason,"
                            + " unsyncedBytes: unsynced };")
    public static native SentStorageInfo storageInfo(
            String backend, boolean durable, String reason, double unsynced);

    @JSBody(
            params = {"id", "reducer", "bytes", "pending", "open", "modified"},
            script =
                    """
                    return {
                        id: id, reducer: reducer, bytes: bytes, pending: pending, open: !!open,
                        modified: modified
                    };
                    """)
    public static native DocumentInfo documentInfo(
            String id, String reducer, double bytes, double pending, boolean open, double modified);

    @JSBody(
            params = {
                "timeline",
                "storage",
                "database",
                "counters",
                "subscriptions",
                "storageHost",
                "version"
            },
            script =
                    """
                    return {
                        timeline: timeline, storage: storage, database: database,
                        counters: counters, subscriptions: subscriptions,
                        storageHost: storageHost, version: version
                    };
                    """)
    public static native DocumentStats documentStats(
            TimelineStats timeline,
            StorageStats storage,
            DatabaseStats database,
            CounterStats counters,
            JSArray<SubscriptionStats> subscriptions,
            String storageHost,
            String version);

    @JSBody(
            params = {"id", "first", "last", "bytes"},
            script = "return { id: id, first: first, last: last, bytes: bytes };")
    public static native TimelineStats timelineStats(
            String id, double first, double last, double bytes);

    @JSBody(
            params = {"id", "first", "last", "bytes", "entries"},
            script = "return { id: id, first: first, last: last, bytes: bytes, entries: entries };")
    public static native StorageStats storageStats(
            String id, double first, double last, double bytes, int entries);

    @JSBody(
            params = {"pages", "pageSize", "bytes"},
            script = "return { pages: pages, pageSize: pageSize, bytes: bytes };")
    public static native DatabaseStats databaseStats(double pages, int pageSize, double bytes);

    @JSBody(
            params = {
                "mutations",
                "rebases",
                "replayed",
                "flushes",
                "bytesSent",
                "bytesReceived",
                "queriesRun",
                "queriesSkipped",
                "handovers",
                "reconnects"
            },
            script =
                    """
                    return {
                        mutations: mutations, rebases: rebases, replayed: replayed,
                        flushes: flushes, bytesSent: bytesSent, bytesReceived: bytesReceived,
                        queriesRun: queriesRun, queriesSkipped: queriesSkipped,
                        handovers: handovers, reconnects: reconnects
                    };
                    """)
    public static native CounterStats counterStats(
            double mutations,
            int rebases,
            double replayed,
            int flushes,
            double bytesSent,
            double bytesReceived,
            int queriesRun,
            int queriesSkipped,
            int handovers,
            int reconnects);

    @JSBody(
            params = {"sql", "listeners", "runs", "lastMs", "rows"},
            script =
                    """
                    return { sql: sql, listeners: listeners, runs: runs, lastMs: lastMs, rows: rows };
                    """)
    public static native SubscriptionStats subscriptionStats(
            String sql, int listeners, int runs, double lastMs, int rows);
}
