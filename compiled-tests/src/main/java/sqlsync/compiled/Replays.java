package sqlsync.compiled;

import org.teavm.jso.JSBody;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.BrowserRandomness;
import sqlsync.document.Replay;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;
import sqlsync.worker.sqlite.SqliteLoader;

/** Random mutation logs on SQLite's release build, as the worker loads it. */
final class Replays {
    private static Sqlite loaded;

    private Replays() {}

    /**
     * Posts a line for each log, or why there is none.
     *
     * @param wasm URL of sql-wasm.wasm
     */
    static void tell(String wasm, int from, int count, MessagePort page) {
        if (loaded != null) {
            replay(from, count, page);
            return;
        }
        SqliteLoader.load(
                wasm,
                () -> 0,
                new BrowserRandomness(),
                new SqliteLoader.Loaded() {
                    @Override
                    public void loaded(Sqlite sqlite) {
                        loaded = sqlite;
                        replay(from, count, page);
                    }

                    @Override
                    public void incompatible(IncompatibleSqliteException failure) {
                        post(page, null, failure.getMessage());
                    }

                    @Override
                    public void unreachable(String message) {
                        post(page, null, message);
                    }
                });
    }

    private static void replay(int from, int count, MessagePort page) {
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            lines[i] = Replay.of(loaded, from + i);
        }
        post(page, lines, null);
    }

    @JSBody(
            params = {"page", "lines", "failure"},
            script =
                    "page.postMessage({ op: 'replayed', lines: lines && Array.from(lines), failure: failure });")
    private static native void post(MessagePort page, String[] lines, String failure);
}
