package sqlsync.worker.sqlite;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;

/**
 * Loads SQLite into the worker, once: after a trap the worker ends, and the pages start another.
 */
public final class SqliteLoader {
    /** Told once, never from within {@link #load}. */
    public interface Loaded {
        void loaded(Sqlite sqlite);

        /** This is not a SQLite that we know; trying again is of no use. */
        void incompatible(IncompatibleSqliteException failure);

        /** The file did not arrive. */
        void unreachable(String message);
    }

    @JSFunctor
    private interface Done extends JSObject {
        void with(JsModule module);
    }

    @JSFunctor
    private interface Failed extends JSObject {
        void with(boolean incompatible, String message);
    }

    private SqliteLoader() {}

    /**
     * Loads the module and tests it.
     *
     * @param wasmUrl of sql-wasm.wasm; null for the one beside the worker's script
     */
    public static void load(String wasmUrl, Clock clock, Randomness randomness, Loaded loaded) {
        load(
                wasmUrl,
                module -> {
                    Sqlite sqlite;
                    try {
                        sqlite = Sqlite.install(new BrowserSqlite(module), clock, randomness);
                    } catch (IncompatibleSqliteException failure) {
                        loaded.incompatible(failure);
                        return;
                    }
                    loaded.loaded(sqlite);
                },
                (incompatible, message) -> {
                    if (incompatible) {
                        loaded.incompatible(new IncompatibleSqliteException("unknown", message));
                    } else {
                        loaded.unreachable("SQLite could not be loaded: " + message);
                    }
                });
    }

    @JSBody(
            params = {"url", "done", "failed"},
            script =
                    "sqlite.loadSqlite(url === null ? sqlite.besideThis() : url).then(done,"
                            + " error => failed(error instanceof sqlite.IncompatibleModule,"
                            + " String(error.message)));",
            imports = @JSBodyImport(alias = "sqlite", fromModule = "./sqlite.js"))
    private static native void load(String url, Done done, Failed failed);
}
