package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSObject;
import sqlsync.platform.StorageException;

/** What JavaScript threw, as Java sees it. */
public final class JsFailure {
    private JsFailure() {}

    /** A sentence about any failure, whichever language threw it; never null. */
    public static String message(Throwable thrown) {
        JSObject error = JSExceptions.getJSException(thrown);
        String message = thrown.getMessage();
        return error == null || message != null && !message.startsWith("(JavaScript)")
                ? String.valueOf(message)
                : message(error);
    }

    /** A storage failure of the kind that a {@code DOMException} speaks of. */
    public static StorageException storage(Throwable thrown, String doing) {
        if (thrown instanceof StorageException already) {
            return already;
        }
        JSObject error = JSExceptions.getJSException(thrown);
        return error == null
                ? new StorageException(StorageException.Kind.FAILED, doing + ": " + message(thrown))
                : storage(error, doing);
    }

    /** The same for what a promise was broken with. */
    public static StorageException storage(JSObject error, String doing) {
        String name = name(error);
        String message = message(error);
        StorageException.Kind kind = kind(name);
        String who =
                kind == StorageException.Kind.FULL
                        ? "the browser gives this site no more room. "
                        : "";
        return new StorageException(
                kind,
                who + doing + ": " + name + ", " + message + (message.endsWith(".") ? "" : "."));
    }

    static StorageException.Kind kind(String name) {
        switch (name) {
            case "QuotaExceededError":
                return StorageException.Kind.FULL;
            case "NoModificationAllowedError":
            case "SecurityError":
            case "NotAllowedError":
            case "NotSupportedError":
                return StorageException.Kind.UNAVAILABLE;
            default:
                return StorageException.Kind.FAILED;
        }
    }

    /** The name of what was thrown, such as {@code QuotaExceededError}; never null. */
    @JSBody(params = "error", script = "return error && error.name ? String(error.name) : 'Error';")
    public static native String name(JSObject error);

    /** The message of what was thrown; never null. */
    @JSBody(
            params = "error",
            script =
                    """
                    try { return error && error.message ? String(error.message) : String(error); }
                    catch (e) { return 'something without a description'; }
                    """)
    public static native String message(JSObject error);
}
