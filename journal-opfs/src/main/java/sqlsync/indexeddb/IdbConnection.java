package sqlsync.indexeddb;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.browser.JsFailure;
import sqlsync.platform.StorageException;

/**
 * One IndexedDB database. The browser may cut the connection at any time; then it is opened again.
 */
final class IdbConnection {
    /** Told how opening ended. */
    interface Opened {
        void opened();

        void failed(StorageException failure);
    }

    @JSFunctor
    private interface Kept extends JSObject {
        void kept(JSObject database);
    }

    @JSFunctor
    private interface Broken extends JSObject {
        void broken(JSObject error);
    }

    @JSFunctor
    private interface Lost extends JSObject {
        void lost();
    }

    private final String name;
    private JSObject database;

    IdbConnection(String name) {
        this.name = name;
    }

    boolean isOpen() {
        return database != null;
    }

    void open(Opened done) {
        open(
                name,
                IndexedDbLayout.VERSION,
                IndexedDbLayout.FILES,
                IndexedDbLayout.BLOCKS,
                opened -> {
                    database = opened;
                    done.opened();
                },
                error -> done.failed(JsFailure.storage(error, "Opening IndexedDB failed")),
                this::lose);
    }

    /** Forgets a connection that the browser has closed. */
    void lose() {
        database = null;
    }

    /**
     * Begins a transaction on both stores.
     *
     * @throws RuntimeException where the connection is no more
     */
    IdbTransaction begin(boolean writes) {
        return new IdbTransaction(
                transaction(
                        database,
                        IndexedDbLayout.FILES,
                        IndexedDbLayout.BLOCKS,
                        writes ? "readwrite" : "readonly"));
    }

    @JSBody(
            params = {"name", "version", "files", "blocks", "kept", "broken", "lost"},
            script =
                    """
                    let request;
                    try { request = indexedDB.open(name, version); } catch (e) { broken(e); return; }
                    request.onupgradeneeded = () => {
                        request.result.createObjectStore(files);
                        request.result.createObjectStore(blocks);
                    };
                    request.onerror = () => broken(request.error);
                    request.onblocked = () => {};
                    request.onsuccess = () => {
                        const database = request.result;
                        database.onclose = lost;
                        database.onversionchange = () => { database.close(); lost(); };
                        kept(database);
                    };
                    """)
    private static native void open(
            String name,
            int version,
            String files,
            String blocks,
            Kept kept,
            Broken broken,
            Lost lost);

    @JSBody(
            params = {"database", "files", "blocks", "mode"},
            script =
                    "return database.transaction([files, blocks], mode, { durability: 'strict' });")
    private static native JSObject transaction(
            JSObject database, String files, String blocks, String mode);
}
