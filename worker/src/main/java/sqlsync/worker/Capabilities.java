package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** What this browser, or this window of it, has. */
final class Capabilities {
    /** Told what is lacking, in one sentence; null where nothing is. */
    @JSFunctor
    interface Lacking extends JSObject {
        void lacking(String sentence);
    }

    private Capabilities() {}

    /** Whether there is a private file system of the origin. */
    @JSBody(
            params = "told",
            script =
                    """
                    const none = 'This browser has no private file system for sites (OPFS).';
                    const refused = error =>
                        told('The private file system (OPFS) is not to be had here: ' + error.message);
                    if (!navigator.storage || !navigator.storage.getDirectory) told(none);
                    else navigator.storage.getDirectory().then(() => told(null), refused);
                    """)
    static native void opfs(Lacking told);

    @JSBody(script = "return typeof indexedDB === 'object' && indexedDB !== null;")
    static native boolean indexedDb();
}
