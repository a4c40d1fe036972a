package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Web Locks, always exclusive, never stolen. A lock is the only sign of life that a browser takes
 * back when its holder dies without a word.
 */
public final class WebLocks {
    /** A place in the queue of a lock, and the lock once it was granted. */
    public interface Claim {
        /** Leaves the queue, or gives the lock back. */
        void release();
    }

    @JSFunctor
    private interface Granted extends JSObject {
        void granted();
    }

    private interface Request extends JSObject {}

    private WebLocks() {}

    /** Queues for a lock and keeps it, once granted, until the claim is released. */
    public static Claim request(String name, Runnable granted) {
        Request request = queue(name, () -> Entry.guard(granted));
        return () -> release(request);
    }

    /** Queues for a lock that another holds and gives it back at once: that holder is gone. */
    public static Claim whenFree(String name, Runnable free) {
        Claim[] claim = new Claim[1];
        claim[0] =
                request(
                        name,
                        () -> {
                            claim[0].release();
                            free.run();
                        });
        return claim[0];
    }

    @JSBody(
            params = {"name", "granted"},
            script =
                    """
                    const request = { abort: new AbortController(), done: null, over: false };
                    navigator.locks.request(name, { signal: request.abort.signal }, () =>
                        new Promise(done => {
                            request.done = done;
                            if (request.over) done(); else granted();
                        })).catch(() => {});
                    return request;
                    """)
    private static native Request queue(String name, Granted granted);

    @JSBody(
            params = "request",
            script =
                    """
                    request.over = true;
                    if (request.done) request.done(); else request.abort.abort();
                    """)
    private static native void release(Request request);
}
