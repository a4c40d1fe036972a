package sqlsync.worker;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.browser.JsFields;
import sqlsync.document.Document;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.MutationRequest;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.TimeLimit;
import sqlsync.timeline.Mutation;
import sqlsync.worker.sqlite.IntegerMode;

/** Runs the requests of pages. Every request gets exactly one answer. */
final class Requests {
    /** Told when SQLite cannot be trusted any more, after the request at fault was answered. */
    interface OnTrap {
        void trapped();
    }

    private final Documents documents;
    private final Inventory inventory;
    private final Inbox inbox;
    private final OnTrap onTrap;

    Requests(Documents documents, Inventory inventory, Inbox inbox, OnTrap onTrap) {
        this.documents = documents;
        this.inventory = inventory;
        this.inbox = inbox;
        this.onTrap = onTrap;
    }

    /** Whether this is a request: something that wants an answer. */
    static boolean isRequest(JSObject message) {
        return JsFields.number(message, "q", -1) >= 0;
    }

    /** Whether a request of this type only reads a document. */
    static boolean isRead(String type) {
        return switch (type) {
            case "query", "queryArrays", "queryAll", "export" -> true;
            default -> false;
        };
    }

    /**
     * @param type of the message, its {@code t}
     */
    void run(PageSession session, PagePort port, String type, JSObject message) {
        int request = (int) JsFields.number(message, "q", -1);
        Handle handle = session.handle((int) JsFields.number(message, "h", -1));
        String id = handle == null ? JsFields.text(message, "id") : handle.order().id();
        Answer answer = new Answer(port, request, id, firstCall(message));
        guarded(
                answer,
                () -> {
                    switch (type) {
                        case "open", "import" -> open(session, handle, message, answer);
                        case "list" -> inventory.list(answer);
                        case "storageInfo" -> inventory.storageInfo(answer);
                        case "delete" ->
                                documents.delete(
                                        JsFields.text(message, "id"),
                                        JsFields.flag(message, "force"),
                                        answer.nothing());
                        default -> {
                            if (handle == null) {
                                throw new SqlSyncException(
                                        ErrorCode.CLOSED, "The document is closed.");
                            }
                            Runnable task = () -> on(handle, type, message, answer);
                            Inbox.Work work =
                                    inbox.defer(
                                            session,
                                            request,
                                            isRead(type),
                                            () -> guarded(answer, task));
                            handle.whenOpen(() -> inbox.go(work));
                        }
                    }
                });
    }

    private void guarded(Answer answer, Runnable work) {
        try {
            work.run();
        } catch (SqliteTrapException trap) {
            answer.failed(Failures.describe(trap));
            onTrap.trapped();
        } catch (RuntimeException failure) {
            answer.failed(Failures.describe(failure));
        }
    }

    private void open(PageSession session, Handle there, JSObject message, Answer answer) {
        if (there != null) {
            there.whenOpen(() -> guarded(answer, () -> answer.succeeded(opened(there.document()))));
            return;
        }
        int number = (int) JsFields.number(message, "h", -1);
        Handle handle = new Handle(session, number, OpenOrder.of(message, session.id()));
        session.add(handle);
        documents.open(
                handle,
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(SharedDocument document) {
                        answer.succeeded(opened(document));
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        answer.failed(failure);
                    }
                });
    }

    private static JSObject opened(SharedDocument document) {
        return JsFields.set(Inventory.object(), "status", document.notices().status());
    }

    private void on(Handle handle, String type, JSObject message, Answer answer) {
        if (type.equals("close")) {
            documents.close(handle, answer.nothing());
            return;
        }
        SharedDocument shared = handle.document();
        Runnable task = () -> guarded(answer, () -> on(handle, shared, type, message, answer));
        if (type.equals("mutate")) {
            shared.whenWritable(task);
        } else {
            // It sees what its page has done before.
            String session = handle.session().id();
            shared.whenRecovered(() -> shared.document().afterMutations(session, task));
        }
    }

    private void on(
            Handle handle, SharedDocument shared, String type, JSObject message, Answer answer) {
        Document document = shared.document();
        switch (type) {
            case "mutate" -> mutate(handle, shared, message, answer);
            case "query" ->
                    answer.succeeded(
                            Queries.rows(shared, message, integers(message), queryMillis(message)));
            case "queryArrays" ->
                    answer.succeeded(
                            Queries.arrays(
                                    shared, message, integers(message), queryMillis(message)));
            case "queryAll" -> answer.succeeded(queryAll(shared, message));
            case "flush" -> document.flush(afterStatus(shared, answer));
            case "export" -> answer.transfer(JsBytes.view(document.export()));
            case "stats" -> answer.succeeded(inventory.stats(handle));
            default -> SyncRequests.run(handle, shared, type, message, answer);
        }
    }

    private static IntegerMode integers(JSObject message) {
        IntegerMode mode = IntegerMode.of(JsFields.text(message, "integers"));
        if (mode == null) {
            throw new SqlSyncException(
                    ErrorCode.INVALID_ARGUMENT, "integers is \"auto\", \"bigint\" or \"number\".");
        }
        return mode;
    }

    private static JSObject queryAll(SharedDocument document, JSObject message) {
        JSArray<JSObject> queries = JsFields.array(message, "queries");
        JSArray<JSObject> results = new JSArray<>();
        IntegerMode integers = integers(message);
        for (int i = 0; i < queries.getLength(); i++) {
            JSObject query = queries.get(i);
            results.push(Queries.rows(document, query, integers, queryMillis(message)));
        }
        return results;
    }

    private static int queryMillis(JSObject message) {
        return millisMax(message, TimeLimit.QUERY_MILLIS_MAX);
    }

    /** How long what a message asks for may run; 0 for no limit. */
    static int millisMax(JSObject message, int otherwise) {
        return (int) JsFields.number(message, "timeoutMs", otherwise);
    }

    private static void mutate(
            Handle handle, SharedDocument shared, JSObject message, Answer answer) {
        double sequence = JsFields.number(message, "n", 0);
        MutationRequest request =
                new MutationRequest(
                        handle.session().id(),
                        (long) sequence,
                        (long) JsFields.number(message, "ack", 0),
                        handle.order().user(),
                        calls(message),
                        millisMax(message, TimeLimit.MUTATION_MILLIS_MAX));
        boolean strict = JsFields.flag(message, "strict");
        shared.document()
                .mutate(request, new MutationAnswer(handle, shared, sequence, strict, answer));
        shared.notices().changed();
    }

    private static List<Mutation.Call> calls(JSObject message) {
        JSArray<JSArray<JSString>> all = JsFields.array(message, "calls");
        List<Mutation.Call> calls = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            JSArray<JSString> call = all.get(i);
            calls.add(new Mutation.Call(call.get(0).stringValue(), call.get(1).stringValue()));
        }
        return calls;
    }

    private static String firstCall(JSObject message) {
        if (JsFields.value(message, "calls") == null) {
            return null;
        }
        JSArray<JSArray<JSString>> all = JsFields.array(message, "calls");
        return all.getLength() == 0 ? null : all.get(0).get(0).stringValue();
    }

    /** A page that was told of a flush finds it in the status, too. */
    private static DocumentCompletion<Void> afterStatus(SharedDocument shared, Answer answer) {
        return Continuation.runBefore(shared.notices()::tellNow, answer.nothing());
    }
}
