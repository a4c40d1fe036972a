package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.platform.Stopwatch;

/** The browser's monotonic clock. It keeps the one that it finds when it is made. */
public final class BrowserStopwatch implements Stopwatch {
    private final JSObject performance = performance();

    @Override
    public double millis() {
        return now(performance);
    }

    @JSBody(script = "return { now: performance.now.bind(performance) };")
    private static native JSObject performance();

    @JSBody(params = "performance", script = "return performance.now();")
    private static native double now(JSObject performance);
}
