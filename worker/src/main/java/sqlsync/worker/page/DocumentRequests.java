package sqlsync.worker.page;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.browser.JsFields;
import sqlsync.document.MutationRequest;
import sqlsync.sqlite.TimeLimit;
import sqlsync.timeline.Mutation;
import sqlsync.worker.async.Continuation;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.Queries;

/** Runs the requests that read and write a document. */
final class DocumentRequests {
    private DocumentRequests() {}

    static void mutate(PageRequest request, SharedDocument document) {
        JSObject message = request.message();
        double sequence = JsFields.number(message, "n", 0);
        MutationRequest mutation =
                new MutationRequest(
                        request.page().id(),
                        (long) sequence,
                        (long) JsFields.number(message, "ack", 0),
                        request.handle().order().user(),
                        calls(message),
                        Queries.millisMax(message, TimeLimit.MUTATION_MILLIS_MAX));
        boolean strict = JsFields.flag(message, "strict");
        document.document()
                .mutate(
                        mutation,
                        new MutationAnswer(
                                request.handle(), document, sequence, strict, request.answer()));
        document.notices().changed();
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

    static void query(PageRequest request, SharedDocument document) {
        JSObject message = request.message();
        request.answer()
                .succeeded(
                        Queries.rows(
                                document.countedReader(),
                                message,
                                integers(message),
                                queryMillis(message)));
    }

    static void queryArrays(PageRequest request, SharedDocument document) {
        JSObject message = request.message();
        request.answer()
                .succeeded(
                        Queries.arrays(
                                document.countedReader(),
                                message,
                                integers(message),
                                queryMillis(message)));
    }

    static void queryAll(PageRequest request, SharedDocument document) {
        JSObject message = request.message();
        JSArray<JSObject> queries = JsFields.array(message, "queries");
        JSArray<JSObject> results = new JSArray<>();
        IntegerMode integers = integers(message);
        for (int i = 0; i < queries.getLength(); i++) {
            JSObject query = queries.get(i);
            results.push(
                    Queries.rows(document.countedReader(), query, integers, queryMillis(message)));
        }
        request.answer().succeeded(results);
    }

    private static IntegerMode integers(JSObject message) {
        IntegerMode mode = IntegerMode.of(JsFields.text(message, "integers"));
        if (mode == null) {
            throw new SqlSyncException(
                    ErrorCode.INVALID_ARGUMENT, "integers is \"auto\", \"bigint\" or \"number\".");
        }
        return mode;
    }

    private static int queryMillis(JSObject message) {
        return Queries.millisMax(message, TimeLimit.QUERY_MILLIS_MAX);
    }

    static void export(PageRequest request, SharedDocument document) {
        request.answer().transfer(JsBytes.view(document.document().export()));
    }

    /** A page that is told of a flush finds it in the status, too. */
    static void flush(PageRequest request, SharedDocument document) {
        document.document()
                .flush(
                        Continuation.runBefore(
                                document.notices()::tellNow, request.answer().nothing()));
    }
}
