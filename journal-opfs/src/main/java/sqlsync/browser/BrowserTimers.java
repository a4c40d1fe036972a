package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.platform.Timers;

/** Timers of the worker that this runs in: microtasks, and {@code setTimeout}. */
public final class BrowserTimers implements Timers {
    @JSFunctor
    private interface Task extends JSObject {
        void run();
    }

    @Override
    public void soon(Runnable task) {
        queueMicrotask(() -> Entry.guard(task));
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        int timer = setTimeout(() -> Entry.guard(task), milliseconds);
        return () -> clearTimeout(timer);
    }

    @JSBody(params = "task", script = "queueMicrotask(task);")
    private static native void queueMicrotask(Task task);

    @JSBody(
            params = {"task", "milliseconds"},
            script = "return setTimeout(task, milliseconds);")
    private static native int setTimeout(Task task, int milliseconds);

    @JSBody(params = "timer", script = "clearTimeout(timer);")
    private static native void clearTimeout(int timer);
}
