package sqlsync.worker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsFields;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;

/** Runs the requests of pages that concern synchronisation. */
final class SyncRequests {
    private SyncRequests() {}

    static void run(
            Handle handle, SharedDocument shared, String type, JSObject message, Answer answer) {
        Synchronisation sync = shared.synchronisation();
        switch (type) {
            case "sync" -> sync(handle, shared, message, answer);
            case "connect" -> {
                shared.pause(false);
                answer.done();
            }
            case "disconnect" -> {
                shared.pause(true);
                answer.done();
            }
            case "pending" -> {
                handle.watchAll();
                answer.succeeded(pending(sync));
            }
            case "rejected" -> {
                JSArray<JSObject> all = new JSArray<>();
                for (RejectedMutation each : sync.rejected()) {
                    all.push(SentMutations.rejected(each));
                }
                answer.succeeded(all);
            }
            case "dismiss" -> sync.dismiss(JsFields.text(message, "id"), answer.nothing());
            case "outcomes" -> {
                handle.watchAll();
                answer.succeeded(outcomes(sync, JsFields.array(message, "ids")));
            }
            default ->
                    throw new SqlSyncException(
                            ErrorCode.UNSUPPORTED,
                            "This version of the worker does not know \"" + type + "\".");
        }
    }

    private static void sync(
            Handle handle, SharedDocument shared, JSObject message, Answer answer) {
        PageSession session = handle.session();
        int request = (int) JsFields.number(message, "q", -1);
        boolean[] told = {false};
        Runnable giveUp =
                shared.synchronisation()
                        .sync(
                                new DocumentCompletion<>() {
                                    @Override
                                    public void succeeded(Void nothing) {
                                        told[0] = true;
                                        session.answered(request);
                                        shared.notices().tellNow();
                                        answer.done();
                                    }

                                    @Override
                                    public void failed(SqlSyncException failure) {
                                        told[0] = true;
                                        session.answered(request);
                                        shared.notices().tellNow();
                                        answer.failed(failure);
                                    }
                                });
        if (!told[0]) {
            session.waits(request, giveUp);
        }
    }

    private static JSObject pending(Synchronisation sync) {
        JSArray<JSObject> all = new JSArray<>();
        for (PendingMutation each : sync.pending()) {
            all.push(SentMutations.pending(each));
        }
        return all;
    }

    /** What was on disk, and is neither pending nor refused, was accepted. */
    private static JSObject outcomes(Synchronisation sync, JSArray<JSString> ids) {
        Set<String> pending = new HashSet<>();
        sync.pending().forEach(each -> pending.add(each.mutation().id()));
        Map<String, RejectedMutation> rejected = new HashMap<>();
        sync.rejected().forEach(each -> rejected.put(each.mutation().id(), each));
        JSArray<JSObject> outcomes = new JSArray<>();
        for (int i = 0; i < ids.getLength(); i++) {
            String id = ids.get(i).stringValue();
            RejectedMutation refused = rejected.get(id);
            if (refused != null) {
                outcomes.push(PageMessages.rejected(refused.code(), refused.message()));
            } else if (pending.contains(id)) {
                outcomes.push(none());
            } else {
                outcomes.push(sync.knows(id) ? PageMessages.accepted() : unknown());
            }
        }
        return outcomes;
    }

    @JSBody(script = "return { outcome: 'unknown' };")
    private static native JSObject unknown();

    @JSBody(script = "return null;")
    private static native JSObject none();
}
