package sqlsync.worker.page;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import sqlsync.browser.JsFields;
import sqlsync.document.Document;
import sqlsync.document.device.SyncFigures;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.journal.LogStats;
import sqlsync.page.Page;
import sqlsync.reactive.LiveQueries;
import sqlsync.reactive.LiveQuery;
import sqlsync.worker.async.Continuation;
import sqlsync.worker.documents.Inventory;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.hosts.OwnLender;
import sqlsync.worker.live.LiveRows;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.ToPage;

/** Answers {@code listDocuments}, {@code storageInfo} and {@code stats}. */
public final class InventoryRequests {
    private final Inventory inventory;
    private final HostedBlockStore files;
    private final String version;

    public InventoryRequests(Inventory inventory, HostedBlockStore files, String version) {
        this.inventory = inventory;
        this.files = files;
        this.version = version;
    }

    /** Answers with what {@code listDocuments} promises. */
    void list(PageRequest request, FromPage.Message message) {
        inventory.list(
                Continuation.of(
                        request.answer(),
                        all -> {
                            JSArray<ToPage.DocumentInfo> list = new JSArray<>();
                            for (Inventory.DocumentInfo each : all) {
                                list.push(describe(each));
                            }
                            request.answer().succeeded(list);
                        }));
    }

    private static ToPage.DocumentInfo describe(Inventory.DocumentInfo document) {
        return ToPage.documentInfo(
                document.id(),
                document.reducer(),
                document.bytes(),
                document.pending(),
                document.open(),
                document.modified());
    }

    /** Answers with what {@code storageInfo} promises, as far as the worker knows it. */
    void storageInfo(PageRequest request, FromPage.Message message) {
        inventory.storageInfo(
                Continuation.of(
                        request.answer(),
                        info ->
                                request.answer()
                                        .succeeded(
                                                ToPage.storageInfo(
                                                        info.backend().name(),
                                                        info.backend().durable(),
                                                        info.backend().reason(),
                                                        info.unsyncedBytes()))));
    }

    /** Answers with what {@code DocumentStats} promises. */
    void stats(PageRequest request, FromPage.Message message, SharedDocument shared) {
        request.answer().succeeded(stats(shared, request.page().id()));
    }

    private JSObject stats(SharedDocument shared, String page) {
        Document document = shared.document();
        LiveQueries<LiveRows> live = shared.live();
        DocumentLog log = document.log();
        LogStats figures = log.stats();
        JSObject storage = journal(log.storage());
        JsFields.set(storage, "bytes", (double) figures.bytesOnDisk());
        JsFields.set(storage, "entries", figures.entries());
        JSObject stats = object();
        SyncFigures sync = shared.synchronisation().figures();
        JsFields.set(
                stats,
                "timeline",
                JsFields.set(journal(log.timeline()), "bytes", sync.timelineBytes()));
        JsFields.set(stats, "storage", storage);
        JSObject database = object();
        JsFields.set(database, "pages", document.databaseBytes() / (double) Page.BYTES);
        JsFields.set(database, "pageSize", Page.BYTES);
        JsFields.set(database, "bytes", (double) document.databaseBytes());
        JsFields.set(stats, "database", database);
        JSObject counters =
                counters(
                        document.mutations(),
                        figures.flushes(),
                        shared.queries() + live.queriesRun(),
                        live.queriesSkipped(),
                        files.handovers());
        JsFields.set(counters, "rebases", sync.rebases());
        JsFields.set(counters, "replayed", sync.replayed());
        JsFields.set(counters, "bytesSent", sync.bytesSent());
        JsFields.set(counters, "bytesReceived", sync.bytesReceived());
        JsFields.set(counters, "reconnects", sync.reconnects());
        JsFields.set(stats, "counters", counters);
        JsFields.set(stats, "subscriptions", subscriptions(live));
        JsFields.set(stats, "storageHost", storageHost(shared, page));
        return JsFields.set(stats, "version", version);
    }

    private static JSArray<JSObject> subscriptions(LiveQueries<LiveRows> live) {
        JSArray<JSObject> all = new JSArray<>();
        for (LiveQuery<LiveRows> query : live.all()) {
            LiveRows last = query.last();
            JSObject one = object();
            JsFields.set(one, "sql", query.sql());
            JsFields.set(one, "listeners", query.watchers());
            JsFields.set(one, "runs", query.runs());
            JsFields.set(one, "lastMs", last == null ? 0 : last.millis());
            all.push(JsFields.set(one, "rows", last == null ? 0 : last.count()));
        }
        return all;
    }

    private String storageHost(SharedDocument document, String page) {
        String lender = files.lender();
        if (lender == null || !document.backend().name().equals("opfs")) {
            return "none";
        }
        if (lender.equals(OwnLender.NAME)) {
            return "shared-worker";
        }
        return lender.equals(page) ? "this-tab" : "another-tab";
    }

    private static JSObject journal(Journal journal) {
        JSObject object = object();
        JsFields.set(object, "id", journal.id().text());
        JsFields.set(object, "first", (double) journal.range().first());
        return JsFields.set(object, "last", (double) journal.range().last());
    }

    @JSBody(script = "return {};")
    private static native JSObject object();

    @JSBody(
            params = {"mutations", "flushes", "queries", "skipped", "handovers"},
            script =
                    """
                    return {
                        mutations: mutations, flushes: flushes, queriesRun: queries,
                        queriesSkipped: skipped, handovers: handovers
                    };
                    """)
    private static native JSObject counters(
            double mutations, int flushes, int queries, int skipped, int handovers);
}
