package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.platform.Clock;

/**
 * The wall clock. It keeps the {@code Date} that it finds when it is made: while a mutation runs,
 * the one of the global object answers for the mutation.
 */
public final class BrowserClock implements Clock {
    private final JSObject date = date();

    @Override
    public long now() {
        return (long) now(date);
    }

    @JSBody(script = "return Date;")
    private static native JSObject date();

    @JSBody(params = "date", script = "return date.now();")
    private static native double now(JSObject date);
}
