package sqlsync.worker;

import java.util.HashSet;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsFields;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentLabel;
import sqlsync.document.LocalDocument;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.journal.LogStats;
import sqlsync.journal.StoredDocument;
import sqlsync.page.Page;

/** What there is: documents, storage, figures. */
final class Inventory {
    private final Documents documents;
    private final Backends backends;
    private final HostedBlockStore files;
    private final String version;

    Inventory(Documents documents, Backends backends, HostedBlockStore files, String version) {
        this.documents = documents;
        this.backends = backends;
        this.files = files;
        this.version = version;
    }

    /** Answers with what {@code listDocuments} promises. */
    void list(Answer answer) {
        backends.inUse(
                or(
                        answer,
                        all -> {
                            JSArray<JSObject> list = new JSArray<>();
                            Set<String> seen = new HashSet<>();
                            for (Backend backend : all) {
                                for (StoredDocument each : backend.services().pool().documents()) {
                                    if (seen.add(each.documentId())) {
                                        list.push(describe(backend, each));
                                    }
                                }
                            }
                            return list;
                        }));
    }

    private JSObject describe(Backend backend, StoredDocument stored) {
        DocumentLabel label = DocumentLabel.decode(stored.label());
        SharedDocument open = documents.open(stored.documentId());
        boolean here = open != null && open.backend() == backend;
        JSObject info = object();
        JsFields.set(info, "id", stored.documentId());
        JsFields.set(info, "reducer", here ? open.local().reducer().name() : label.reducer());
        JsFields.set(info, "bytes", here ? (double) open.local().databaseBytes() : label.bytes());
        JsFields.set(info, "pending", 0);
        JsFields.set(info, "open", here);
        JsFields.set(info, "modified", here ? (double) open.local().modified() : label.modified());
        return info;
    }

    /** Answers with what {@code storageInfo} promises, as far as the worker knows it. */
    void storageInfo(Answer answer) {
        backends.best(or(answer, best -> storageInfo(best.name(), best.durable(), best.reason())));
    }

    /** What {@code DocumentStats} promises. */
    JSObject stats(Handle handle) {
        LocalDocument document = handle.document().local();
        DocumentLog log = document.log();
        LogStats figures = log.stats();
        JSObject storage = journal(log.storage());
        JsFields.set(storage, "bytes", (double) figures.bytesOnDisk());
        JsFields.set(storage, "entries", figures.entries());
        JSObject stats = object();
        JsFields.set(stats, "timeline", JsFields.set(journal(log.timeline()), "bytes", 0));
        JsFields.set(stats, "storage", storage);
        JSObject database = object();
        JsFields.set(database, "pages", document.databaseBytes() / (double) Page.BYTES);
        JsFields.set(database, "pageSize", Page.BYTES);
        JsFields.set(database, "bytes", (double) document.databaseBytes());
        JsFields.set(stats, "database", database);
        JsFields.set(
                stats,
                "counters",
                counters(
                        document.mutations(),
                        figures.flushes(),
                        handle.document().queries(),
                        files.handovers()));
        JsFields.set(stats, "subscriptions", new JSArray<JSObject>());
        JsFields.set(stats, "storageHost", storageHost(handle));
        return JsFields.set(stats, "version", version);
    }

    private String storageHost(Handle handle) {
        String lender = files.lender();
        if (lender == null || !handle.document().backend().name().equals("opfs")) {
            return "none";
        }
        if (lender.equals(OwnLender.NAME)) {
            return "shared-worker";
        }
        return lender.equals(handle.session().id()) ? "this-tab" : "another-tab";
    }

    private static JSObject journal(Journal journal) {
        JSObject object = object();
        JsFields.set(object, "id", journal.id().text());
        JsFields.set(object, "first", (double) journal.range().first());
        return JsFields.set(object, "last", (double) journal.range().last());
    }

    @JSBody(script = "return {};")
    static native JSObject object();

    @JSBody(
            params = {"backend", "durable", "reason"},
            script =
                    "return { backend: backend, durable: !!durable, reason: reason,"
                            + " unsyncedBytes: 0 };")
    private static native JSObject storageInfo(String backend, boolean durable, String reason);

    @JSBody(
            params = {"mutations", "flushes", "queries", "handovers"},
            script =
                    """
                    return {
                        mutations: mutations, rebases: 0, replayed: 0, flushes: flushes,
                        bytesSent: 0, bytesReceived: 0, queriesRun: queries, queriesSkipped: 0,
                        handovers: handovers, reconnects: 0
                    };
                    """)
    private static native JSObject counters(
            double mutations, int flushes, int queries, int handovers);

    private interface Answered<T> {
        JSObject with(T value);
    }

    private static <T> DocumentCompletion<T> or(Answer answer, Answered<T> answered) {
        return new DocumentCompletion<>() {
            @Override
            public void succeeded(T value) {
                answer.succeeded(answered.with(value));
            }

            @Override
            public void failed(SqlSyncException failure) {
                answer.failed(failure);
            }
        };
    }
}
