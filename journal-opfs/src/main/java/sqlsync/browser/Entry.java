package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSObject;

/**
 * Where the browser enters Java: with a timer, a message, a lock, a promise. What nobody foresaw
 * and nobody caught ends here. State may be half changed then, so the worker that sets {@link
 * #onBreak} gives up and lets another one start from the files; without it the browser is told.
 */
public final class Entry {
    private static Runnable onBreak;

    private Entry() {}

    /** What to do about a failure that nobody caught, after it was logged. */
    public static void onBreak(Runnable giveUp) {
        onBreak = giveUp;
    }

    /** Runs something that the browser called. */
    public static void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            if (onBreak == null) {
                throw failure;
            }
            log(
                    "SQLSync's worker failed and starts anew: " + JsFailure.message(failure),
                    JSExceptions.getJSException(failure));
            onBreak.run();
        }
    }

    /** The error has the stack of JavaScript, which developer tools show with lines of Java. */
    @JSBody(
            params = {"text", "error"},
            script = "if (error) console.error(text, error); else console.error(text);")
    private static native void log(String text, JSObject error);
}
