package sqlsync.worker.page;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.documents.Synchronisation;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.SentMutations;

/** Runs the requests of pages that concern synchronisation. */
final class SyncRequests {
    private SyncRequests() {}

    static void connect(PageRequest request, FromPage.Message message, SharedDocument document) {
        document.pause(false);
        request.answer().done();
    }

    static void disconnect(PageRequest request, FromPage.Message message, SharedDocument document) {
        document.pause(true);
        request.answer().done();
    }

    static void pending(PageRequest request, FromPage.Message message, SharedDocument document) {
        request.handle().watchAll();
        JSArray<JSObject> all = new JSArray<>();
        for (PendingMutation each : document.synchronisation().pending()) {
            all.push(SentMutations.pending(each));
        }
        request.answer().succeeded(all);
    }

    static void rejected(PageRequest request, FromPage.Message message, SharedDocument document) {
        JSArray<JSObject> all = new JSArray<>();
        for (RejectedMutation each : document.synchronisation().rejected()) {
            all.push(SentMutations.rejected(each));
        }
        request.answer().succeeded(all);
    }

    static void dismiss(
            PageRequest request, FromPage.DismissQuestion message, SharedDocument document) {
        document.synchronisation().dismiss(message.getId(), request.answer().nothing());
    }

    static void outcomes(
            PageRequest request, FromPage.OutcomesQuestion message, SharedDocument document) {
        request.handle().watchAll();
        request.answer().succeeded(outcomes(document.synchronisation(), message.getIds()));
    }

    static void sync(PageRequest request, FromPage.Message message, SharedDocument document) {
        PageSession page = request.page();
        int number = request.number();
        boolean[] told = {false};
        Runnable giveUp =
                document.synchronisation()
                        .sync(
                                request.answer()
                                        .nothing()
                                        .afterRunning(
                                                () -> {
                                                    told[0] = true;
                                                    page.answered(number);
                                                    document.notices().tellNow();
                                                }));
        if (!told[0]) {
            page.waits(number, giveUp);
        }
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
                outcomes.push(SentMutations.outcome(refused));
            } else if (pending.contains(id)) {
                outcomes.push(none());
            } else {
                outcomes.push(
                        sync.knows(id) ? SentMutations.outcome(null) : SentMutations.unknown());
            }
        }
        return outcomes;
    }

    @JSBody(script = "return null;")
    private static native JSObject none();
}
