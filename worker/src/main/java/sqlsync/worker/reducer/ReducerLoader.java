package sqlsync.worker.reducer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.browser.JsFailure;
import sqlsync.platform.Completion;

/**
 * Imports reducer modules. On each opening the server is asked whether the file has changed. If
 * not, the loaded reducer is used again; else the file is imported anew.
 */
public final class ReducerLoader {
    private final Map<String, JsReducer> loaded = new HashMap<>();
    private final Map<String, List<Completion<JsReducer, SqlSyncException>>> loading =
            new HashMap<>();

    @JSFunctor
    private interface Settled extends JSObject {
        void with(JSObject value);
    }

    /**
     * @param url absolute
     * @param done fails with {@code reducer-load-failed}, and a sentence for the developer
     */
    public void load(String url, Completion<JsReducer, SqlSyncException> done) {
        List<Completion<JsReducer, SqlSyncException>> waiting = loading.get(url);
        if (waiting != null) {
            waiting.add(done);
            return;
        }
        waiting = new ArrayList<>();
        waiting.add(done);
        loading.put(url, waiting);
        load(
                url,
                found -> Entry.guard(() -> loaded(url, found)),
                error -> Entry.guard(() -> failed(url, error)));
    }

    private void loaded(String url, JSObject found) {
        JsReducer reducer = loaded.get(url);
        if (reducer == null || !reducer.isMadeOf(found)) {
            reducer = new JsReducer(url, found);
            loaded.put(url, reducer);
        }
        for (Completion<JsReducer, SqlSyncException> each : loading.remove(url)) {
            each.succeeded(reducer);
        }
    }

    private void failed(String url, JSObject error) {
        SqlSyncException failure =
                new SqlSyncException(ErrorCode.REDUCER_LOAD_FAILED, JsFailure.message(error));
        for (Completion<JsReducer, SqlSyncException> each : loading.remove(url)) {
            each.failed(failure);
        }
    }

    @JSBody(
            params = {"url", "found", "failed"},
            script = "reducers.loadReducer(url).then(found, failed);",
            imports = @JSBodyImport(alias = "reducers", fromModule = "#shared/reducers.js"))
    private static native void load(String url, Settled found, Settled failed);
}
