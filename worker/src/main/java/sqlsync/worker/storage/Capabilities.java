package sqlsync.worker.storage;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Asks the browser which storage this window has. */
final class Capabilities {
    /** Told what is lacking, in one sentence; null where nothing is. */
    @JSFunctor
    interface Lacking extends JSObject {
        void lacking(String sentence);
    }

    @JSFunctor
    interface There extends JSObject {
        void there(boolean is);
    }

    private Capabilities() {}

    /** Whether there is a private file system of the origin. */
    @JSBody(
            params = "told",
            script =
                    """
                    const none = 'This browser has no private file system for sites (OPFS).';
                    const refused = error =>
                        told('The private file system (OPFS) is not to be had here: '
                            + error.message.replace(/\\.$/, '') + '.');
                    if (!navigator.storage || !navigator.storage.getDirectory) told(none);
                    else navigator.storage.getDirectory().then(() => told(null), refused);
                    """)
    static native void opfs(Lacking told);

    /** Told whether there is a database of a name; where a browser does not say, that there is. */
    @JSBody(
            params = {"name", "told"},
            script =
                    """
                    if (typeof indexedDB !== 'object' || !indexedDB) told(false);
                    else if (!indexedDB.databases) told(true);
                    else indexedDB.databases().then(
                        all => told(all.some(database => database.name === name)), () => told(false));
                    """)
    static native void hasDatabase(String name, There told);

    /** Told whether OPFS holds files of a namespace; what is no file system holds none. */
    @JSBody(
            params = {"namespace", "told"},
            script =
                    """
                    const ours = names => names.next().then(
                        name => !name.done && (name.value !== '-' || ours(names)));
                    navigator.storage.getDirectory()
                        .then(root => root.getDirectoryHandle('sqlsync'))
                        .then(home => home.getDirectoryHandle(namespace))
                        .then(own => ours(own.keys()))
                        .then(told, error => told(error.name !== 'NotFoundError'));
                    """)
    static native void opfsHoldsFiles(String namespace, There told);

    @JSBody(script = "return typeof indexedDB === 'object' && indexedDB !== null;")
    static native boolean indexedDb();
}
