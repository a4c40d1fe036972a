package sqlsync.worker.messages;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.timeline.Mutation;

/** Mutations, and what has become of them, as pages are sent them. */
public final class SentMutations {
    private SentMutations() {}

    /** One that is not settled. */
    public static ToPage.SentPending pending(PendingMutation pending) {
        ToPage.SentPending sent = (ToPage.SentPending) describe(pending.mutation());
        sent.setState(pending.state());
        return sent;
    }

    /** One that the coordinator refused. */
    public static ToPage.SentRejected rejected(RejectedMutation rejected) {
        ToPage.SentRejected sent = (ToPage.SentRejected) describe(rejected.mutation());
        sent.setCode(rejected.code());
        sent.setMessage(rejected.message());
        return sent;
    }

    /**
     * What the coordinator decided.
     *
     * @param rejected null for an accepted mutation
     */
    public static JSObject outcome(RejectedMutation rejected) {
        return rejected == null ? accepted() : rejected(rejected.code(), rejected.message());
    }

    @JSBody(script = "return { outcome: 'accepted' };")
    private static native JSObject accepted();

    @JSBody(
            params = {"code", "message"},
            script = "return { outcome: 'rejected', code: code, message: message };")
    private static native JSObject rejected(String code, String message);

    /** Nobody knows any more what became of it. */
    @JSBody(script = "return { outcome: 'unknown' };")
    public static native JSObject unknown();

    private static ToPage.SentMutation describe(Mutation mutation) {
        JSArray<JSArray<JSString>> calls = new JSArray<>();
        for (Mutation.Call each : mutation.calls()) {
            JSArray<JSString> call = new JSArray<>();
            call.push(JSString.valueOf(each.name()));
            call.push(JSString.valueOf(each.arguments()));
            calls.push(call);
        }
        return ToPage.mutation(mutation.id(), calls, mutation.timestamp());
    }
}
