package sqlsync.worker.messages;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;

/**
 * The messages that pages send, each under the name that {@code messages.d.ts} gives it. A test
 * compares the fields.
 *
 * <p>A field that may be missing is a JavaScript value here: {@link #text}, {@link #number} and
 * {@link #value} read it. The others are in every message of a page of this version.
 */
public final class FromPage {
    private FromPage() {}

    /** Any message, before its type is known. */
    public interface Message extends JSObject {
        @JSProperty
        JSString getT();

        /** Numbers a message that wants an answer. */
        @JSProperty
        JSNumber getQ();

        @JSProperty
        JSNumber getH();

        @JSProperty
        JSString getId();

        @JSProperty
        JSArray<JSArray<JSString>> getCalls();
    }

    /** The first message over a port; its page may be of another version. */
    public interface Hello extends JSObject {
        @JSProperty
        JSNumber getProtocol();

        @JSProperty
        JSString getVersion();

        @JSProperty
        JSString getSession();

        @JSProperty
        boolean isVisible();

        @JSProperty
        JSString getNamespace();

        @JSProperty
        JSNumber getGeneration();

        @JSProperty
        JSString getWasmUrl();

        @JSProperty
        JSString getStorageHostUrl();
    }

    public interface OpenQuestion extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        String getId();

        @JSProperty
        String getReducer();

        @JSProperty
        String getStorage();

        @JSProperty
        boolean isCreate();

        @JSProperty
        JSString getUser();

        @JSProperty
        JSString getCoordinator();

        @JSProperty
        boolean isToken();

        @JSProperty
        boolean isAgain();

        @JSProperty
        boolean isPaused();
    }

    public interface ImportQuestion extends OpenQuestion {
        @JSProperty
        double getN();

        @JSProperty
        JSObject getFile();

        @JSProperty
        JSNumber getSchemaVersion();
    }

    public interface MutateQuestion extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        double getN();

        @JSProperty
        JSArray<JSArray<JSString>> getCalls();

        @JSProperty
        boolean isStrict();

        @JSProperty
        JSNumber getTimeoutMs();

        @JSProperty
        double getAck();
    }

    public interface SentQuery extends JSObject {
        @JSProperty
        JSString getSql();

        @JSProperty
        JSObject getParams();
    }

    public interface QueryOfAll extends SentQuery {
        @JSProperty
        boolean isArrays();
    }

    /** See {@code AbortFlag}. */
    public interface SentAbort extends JSObject {
        @JSProperty
        String getUrl();

        @JSProperty
        String getCanary();
    }

    public interface QueryQuestion extends SentQuery {
        @JSProperty
        int getH();

        @JSProperty
        JSString getIntegers();

        @JSProperty
        JSNumber getTimeoutMs();

        @JSProperty
        SentAbort getAbort();
    }

    public interface QueryAllQuestion extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        JSArray<QueryOfAll> getQueries();

        @JSProperty
        JSString getIntegers();

        @JSProperty
        JSNumber getTimeoutMs();

        @JSProperty
        SentAbort getAbort();
    }

    public interface DismissQuestion extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        String getId();
    }

    public interface OutcomesQuestion extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        JSArray<JSString> getIds();
    }

    public interface DeleteQuestion extends JSObject {
        @JSProperty
        String getId();

        @JSProperty
        boolean isForce();
    }

    public interface SubscribeNotice extends SentQuery {
        @JSProperty
        int getH();

        @JSProperty
        int getS();

        @JSProperty
        JSString getIntegers();

        @JSProperty
        JSNumber getTimeoutMs();

        @JSProperty
        boolean isArrays();
    }

    public interface UnsubscribeNotice extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        int getS();
    }

    public interface TookNotice extends JSObject {
        @JSProperty
        int getM();
    }

    public interface VisibleNotice extends JSObject {
        @JSProperty
        boolean isVisible();
    }

    public interface AbortNotice extends JSObject {
        @JSProperty
        int getRequest();
    }

    public interface TokenNotice extends JSObject {
        @JSProperty
        int getH();

        @JSProperty
        String getAsk();

        @JSProperty
        JSString getToken();

        @JSProperty
        JSString getMessage();
    }

    public interface LentNotice extends JSObject {
        @JSProperty
        String getHost();

        @JSProperty
        boolean isOk();

        @JSProperty
        JSString getMessage();
    }

    /** The text in a field; null where there is none. */
    @JSBody(params = "value", script = "return typeof value === 'string' ? value : null;")
    public static native String text(JSObject value);

    /** The number in a field; {@code otherwise} where there is none. */
    @JSBody(
            params = {"value", "otherwise"},
            script = "return typeof value === 'number' ? value : otherwise;")
    public static native double number(JSObject value, double otherwise);

    /** Whatever is in a field; null where there is nothing. */
    @JSBody(params = "value", script = "return value === undefined ? null : value;")
    public static native JSObject value(JSObject value);

    /** How long something may run; 0 for no limit. */
    public static int millisMax(JSNumber timeoutMs, int otherwise) {
        return (int) number(timeoutMs, otherwise);
    }
}
