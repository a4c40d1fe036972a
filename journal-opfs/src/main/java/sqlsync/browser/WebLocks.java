package sqlsync.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArrayReader;
import org.teavm.jso.core.JSString;

/**
 * Web Locks, always exclusive. A lock is the only sign of life that a browser takes back when its
 * holder dies without a word. It is stolen from a holder that is stuck only.
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

    @JSFunctor
    private interface Found extends JSObject {
        void found(String holder, JSArrayReader<JSString> others);
    }

    @JSFunctor
    private interface Names extends JSObject {
        void names(JSArrayReader<JSString> names);
    }

    private interface Request extends JSObject {}

    private WebLocks() {}

    /** Who holds a lock. */
    public interface Holder {
        /**
         * @param client names the holder; null where nobody holds the lock
         * @param others the names of the other locks of that holder
         */
        void found(String client, List<String> others);
    }

    /** Queues for a lock and keeps it, once granted, until the claim is released. */
    public static Claim request(String name, Runnable granted) {
        return request(name, granted, () -> {});
    }

    /**
     * @param lost run when the lock is stolen: whoever did that took this one for stuck
     */
    public static Claim request(String name, Runnable granted, Runnable lost) {
        return claim(name, false, granted, lost);
    }

    /** Takes a lock away from whoever holds it, and keeps it. */
    public static Claim steal(String name, Runnable granted, Runnable lost) {
        return claim(name, true, granted, lost);
    }

    private static Claim claim(String name, boolean steals, Runnable granted, Runnable lost) {
        Request request = queue(name, steals, () -> Entry.guard(granted), () -> Entry.guard(lost));
        return () -> release(request);
    }

    /** Asks who holds a lock. */
    public static void holder(String name, Holder holder) {
        query(name, (client, others) -> Entry.guard(() -> holder.found(client, texts(others))));
    }

    /** Asks for the names of all locks that are held and begin like this. */
    public static void held(String prefix, Consumer<List<String>> told) {
        queryHeld(prefix, names -> Entry.guard(() -> told.accept(texts(names))));
    }

    private static List<String> texts(JSArrayReader<JSString> all) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(all.get(i).stringValue());
        }
        return texts;
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
            params = {"name", "steals", "granted", "lost"},
            script =
                    """
                    const request = { abort: new AbortController(), done: null, over: false };
                    const how = steals ? { steal: true } : { signal: request.abort.signal };
                    navigator.locks.request(name, how, () =>
                        new Promise(done => {
                            request.done = done;
                            if (request.over) done(); else granted();
                        })).catch(() => {
                            if (request.done && !request.over) lost();
                        });
                    return request;
                    """)
    private static native Request queue(String name, boolean steals, Granted granted, Granted lost);

    @JSBody(
            params = {"name", "found"},
            script =
                    """
                    navigator.locks.query().then(({ held }) => {
                        const holder = held.find(lock => lock.name === name);
                        const others = held.filter(lock =>
                            holder && lock !== holder && lock.clientId === holder.clientId);
                        found(holder ? holder.clientId : null, others.map(lock => lock.name));
                    }, () => found(null, []));
                    """)
    private static native void query(String name, Found found);

    @JSBody(
            params = {"prefix", "names"},
            script =
                    """
                    navigator.locks.query().then(({ held }) => names(
                        held.map(lock => lock.name).filter(name => name.startsWith(prefix))),
                        () => {});
                    """)
    private static native void queryHeld(String prefix, Names names);

    @JSBody(
            params = "request",
            script =
                    """
                    request.over = true;
                    if (request.done) request.done(); else request.abort.abort();
                    """)
    private static native void release(Request request);
}
