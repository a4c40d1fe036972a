package sqlsync.worker.messages;

import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.ThrownError;
import sqlsync.browser.JsFields;

/** Builds the messages that the worker sends to pages. {@code messages.d.ts} has their types. */
public final class ToPage {
    private ToPage() {}

    @JSBody(
            params = {"protocol", "version", "instance"},
            script =
                    "return { t: 'welcome', protocol: protocol, version: version, instance:"
                            + " instance };")
    public static native JSObject welcome(int protocol, String version, String instance);

    /** The answer of a request: {@code value} may be null for nothing. */
    @JSBody(
            params = {"q", "value"},
            script = "return value === null ? { t: 'ok', q: q } : { t: 'ok', q: q, v: value };")
    public static native JSObject ok(double q, JSObject value);

    @JSBody(
            params = {"q", "error"},
            script = "return { t: 'error', q: q, error: error };")
    public static native JSObject error(double q, JSObject error);

    @JSBody(params = "error", script = "return { t: 'fatal', error: error };")
    public static native JSObject fatal(JSObject error);

    /** The answer of an open: the document's first status. */
    @JSBody(params = "status", script = "return { status: status };")
    public static native JSObject opened(JSObject status);

    @JSBody(
            params = {"h", "status"},
            script = "return { t: 'status', h: h, status: status };")
    public static native JSObject status(int h, JSObject status);

    @JSBody(
            params = {"h", "n"},
            script = "return { t: 'durable', h: h, n: n };")
    public static native JSObject durable(int h, double n);

    @JSBody(
            params = {"h", "why"},
            script = "return { t: 'closed', h: h, why: why };")
    public static native JSObject closed(int h, String why);

    /** What has changed for watched queries; the page says when it has taken that in. */
    @JSBody(
            params = {"m", "news"},
            script = "return { t: 'news', m: m, of: news };")
    public static native JSObject news(int m, JSArray<JSObject> news);

    /** All rows of a watched query. */
    @JSBody(
            params = {"s", "columns"},
            script = "return { s: s, all: columns };")
    public static native JSObject rows(int s, JSObject columns);

    /**
     * What makes them of those that the page has; {@code patch} is null where they are the same.
     */
    @JSBody(
            params = {"s", "patch"},
            script = "return { s: s, patch: patch };")
    public static native JSObject patch(int s, JSObject patch);

    /** A watched query could not be run. */
    @JSBody(
            params = {"s", "error"},
            script = "return { s: s, error: error };")
    public static native JSObject noRows(int s, JSObject error);

    @JSBody(script = "return { t: 'pong' };")
    public static native JSObject pong();

    /**
     * @param outcome as {@link #accepted} or {@link #rejected(String, String)} make it
     */
    @JSBody(
            params = {"h", "id", "outcome"},
            script = "return { t: 'settled', h: h, id: id, outcome: outcome };")
    public static native JSObject settled(int h, String id, JSObject outcome);

    @JSBody(script = "return { outcome: 'accepted' };")
    static native JSObject accepted();

    @JSBody(
            params = {"code", "message"},
            script = "return { outcome: 'rejected', code: code, message: message };")
    public static native JSObject rejected(String code, String message);

    @JSBody(
            params = {"h", "mutation"},
            script = "return { t: 'rejected', h: h, mutation: mutation };")
    public static native JSObject rejected(int h, JSObject mutation);

    @JSBody(
            params = {"h", "ask"},
            script = "return { t: 'token', h: h, ask: ask };")
    public static native JSObject token(int h, String ask);

    @JSBody(params = "host", script = "return { t: 'lend', host: host };")
    public static native JSObject lend(String host);

    @JSBody(params = "host", script = "return { t: 'unlend', host: host };")
    public static native JSObject unlend(String host);

    /** A failure as a page sees it. */
    public static JSObject describe(SqlSyncException failure, String documentId, String mutation) {
        JSObject error = error(failure.code().text(), failure.getMessage(), retryable(failure));
        if (failure.reason() != null) {
            JsFields.set(error, "reason", failure.reason());
        }
        if (documentId != null) {
            JsFields.set(error, "documentId", documentId);
        }
        if (mutation != null) {
            JsFields.set(error, "mutation", mutation);
        }
        ThrownError thrown = failure.thrown();
        if (thrown != null) {
            setCause(error, thrown.name(), thrown.message(), thrown.stack());
        }
        return error;
    }

    @JSBody(
            params = {"code", "message", "retryable"},
            script = "return { code: code, message: message, retryable: !!retryable };")
    private static native JSObject error(String code, String message, boolean retryable);

    @JSBody(
            params = {"error", "name", "message", "stack"},
            script = "error.cause = { name: name, message: message, stack: stack };")
    private static native void setCause(JSObject error, String name, String message, String stack);

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
    public static JSObject receipt(String id, List<String> results) {
        JSArray<JSString> texts = new JSArray<>();
        for (String each : results) {
            texts.push(JSString.valueOf(each));
        }
        return receipt(id, texts);
    }

    @JSBody(
            params = {"id", "results"},
            script = "return { id: id, results: results };")
    private static native JSObject receipt(String id, JSArray<JSString> results);
}
