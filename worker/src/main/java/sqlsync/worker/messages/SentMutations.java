package sqlsync.worker.messages;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.browser.JsFields;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.timeline.Mutation;

/** Pending and rejected mutations as pages are sent them. */
public final class SentMutations {
    private SentMutations() {}

    /** One that is not settled. */
    public static JSObject pending(PendingMutation pending) {
        return JsFields.set(describe(pending.mutation()), "state", pending.state());
    }

    /** One that the coordinator refused. */
    public static JSObject rejected(RejectedMutation rejected) {
        JSObject sent = JsFields.set(describe(rejected.mutation()), "code", rejected.code());
        return JsFields.set(sent, "message", rejected.message());
    }

    /**
     * What the coordinator decided.
     *
     * @param rejected null for an accepted mutation
     */
    public static JSObject outcome(RejectedMutation rejected) {
        return rejected == null
                ? ToPage.accepted()
                : ToPage.rejected(rejected.code(), rejected.message());
    }

    private static JSObject describe(Mutation mutation) {
        JSArray<JSObject> calls = new JSArray<>();
        for (Mutation.Call each : mutation.calls()) {
            JSArray<JSString> call = new JSArray<>();
            call.push(JSString.valueOf(each.name()));
            call.push(JSString.valueOf(each.arguments()));
            calls.push(call);
        }
        return describe(mutation.id(), calls, mutation.timestamp());
    }

    @JSBody(
            params = {"id", "calls", "timestamp"},
            script = "return { id: id, calls: calls, timestamp: timestamp };")
    private static native JSObject describe(String id, JSArray<JSObject> calls, double timestamp);
}
