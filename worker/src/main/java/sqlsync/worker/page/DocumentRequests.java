package sqlsync.worker.page;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.document.MutationRequest;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.TimeLimit;
import sqlsync.timeline.Mutation;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.sqlite.AbortFlag;
import sqlsync.worker.sqlite.IntegerMode;
import sqlsync.worker.sqlite.Queries;

/** Runs the requests that read and write a document. */
final class DocumentRequests {
    private DocumentRequests() {}

    static void mutate(
            PageRequest request, FromPage.MutateQuestion message, SharedDocument document) {
        double sequence = message.getN();
        MutationRequest mutation =
                new MutationRequest(
                        request.page().id(),
                        (long) sequence,
                        (long) message.getAck(),
                        request.handle().order().user(),
                        calls(message.getCalls()),
                        FromPage.millisMax(message.getTimeoutMs(), TimeLimit.MUTATION_MILLIS_MAX));
        boolean strict = message.isStrict();
        document.document()
                .mutate(
                        mutation,
                        new MutationAnswer(
                                request.handle(), document, sequence, strict, request.answer()));
        document.notices().changed();
    }

    private static List<Mutation.Call> calls(JSArray<JSArray<JSString>> all) {
        List<Mutation.Call> calls = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            JSArray<JSString> call = all.get(i);
            calls.add(new Mutation.Call(call.get(0).stringValue(), call.get(1).stringValue()));
        }
        return calls;
    }

    static void query(
            PageRequest request, FromPage.QueryQuestion message, SharedDocument document) {
        request.answer()
                .succeeded(
                        Queries.rows(
                                document.countedReader(),
                                message,
                                integers(message.getIntegers()),
                                limit(message.getTimeoutMs(), message.getAbort())));
    }

    static void queryArrays(
            PageRequest request, FromPage.QueryQuestion message, SharedDocument document) {
        request.answer()
                .succeeded(
                        Queries.arrays(
                                document.countedReader(),
                                message,
                                integers(message.getIntegers()),
                                limit(message.getTimeoutMs(), message.getAbort())));
    }

    static void queryAll(
            PageRequest request, FromPage.QueryAllQuestion message, SharedDocument document) {
        JSArray<FromPage.QueryOfAll> queries = message.getQueries();
        JSArray<JSObject> results = new JSArray<>();
        IntegerMode integers = integers(message.getIntegers());
        for (int i = 0; i < queries.getLength(); i++) {
            FromPage.QueryOfAll query = queries.get(i);
            Connection reader = document.countedReader();
            TimeLimit limit = limit(message.getTimeoutMs(), message.getAbort());
            results.push(
                    query.isArrays()
                            ? Queries.arrays(reader, query, integers, limit)
                            : Queries.rows(reader, query, integers, limit));
        }
        request.answer().succeeded(results);
    }

    private static IntegerMode integers(JSString name) {
        IntegerMode mode = IntegerMode.of(FromPage.text(name));
        if (mode == null) {
            throw new SqlSyncException(
                    ErrorCode.INVALID_ARGUMENT, "integers is \"auto\", \"bigint\" or \"number\".");
        }
        return mode;
    }

    private static TimeLimit limit(JSNumber timeoutMs, FromPage.SentAbort abort) {
        return TimeLimit.ofQuery(FromPage.millisMax(timeoutMs, TimeLimit.QUERY_MILLIS_MAX))
                .unless(AbortFlag.of(FromPage.value(abort)));
    }

    static void export(PageRequest request, FromPage.Message message, SharedDocument document) {
        request.answer().transfer(JsBytes.view(document.document().export()));
    }

    /** A page that is told of a flush finds it in the status, too. */
    static void flush(PageRequest request, FromPage.Message message, SharedDocument document) {
        document.document()
                .flush(request.answer().nothing().afterRunning(document.notices()::tellNow));
    }
}
