package sqlsync.worker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsFields;
import sqlsync.document.Document;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentLabel;
import sqlsync.document.device.SyncFigures;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.journal.LogStats;
import sqlsync.journal.StoredDocument;
import sqlsync.page.Page;
import sqlsync.reactive.LiveQueries;
import sqlsync.reactive.LiveQuery;

/** Answers {@code listDocuments}, {@code storageInfo} and {@code stats}. */
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
        unsettled(
                answer,
                (all, unsettled) -> {
                    JSArray<JSObject> list = new JSArray<>();
                    Set<String> seen = new LinkedHashSet<>();
                    for (Backend backend : all) {
                        for (StoredDocument each : backend.services().pool().documents()) {
                            // One that is being moved may lie in two.
                            if (seen.add(each.documentId())) {
                                list.push(describe(backend, each, unsettled));
                            }
                        }
                    }
                    return list;
                });
    }

    private interface Counted {
        JSObject with(List<Backend> all, Map<String, Long> unsettled);
    }

    /** Answers when it is known of every document how much of it no coordinator has settled. */
    private void unsettled(Answer answer, Counted counted) {
        backends.inUse(
                Continuation.of(
                        answer,
                        all -> {
                            Set<String> ids = new LinkedHashSet<>();
                            for (Backend backend : all) {
                                for (StoredDocument each : backend.services().pool().documents()) {
                                    ids.add(each.documentId());
                                }
                            }
                            Map<String, Long> unsettled = new HashMap<>();
                            count(
                                    new ArrayDeque<>(ids),
                                    unsettled,
                                    () -> answer.succeeded(counted.with(all, unsettled)));
                        }));
    }

    private void count(ArrayDeque<String> ids, Map<String, Long> unsettled, Runnable done) {
        if (ids.isEmpty()) {
            done.run();
            return;
        }
        String id = ids.remove();
        documents.unsettled(
                id,
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Long count) {
                        unsettled.put(id, count);
                        count(ids, unsettled, done);
                    }

                    @Override
                    public void failed(SqlSyncException unreadable) {
                        // It is listed all the same; to delete it takes force.
                        count(ids, unsettled, done);
                    }
                });
    }

    private JSObject describe(Backend backend, StoredDocument stored, Map<String, Long> unsettled) {
        DocumentLabel label = DocumentLabel.decode(stored.label());
        SharedDocument open = documents.open(stored.documentId());
        boolean here = open != null && open.backend() == backend;
        JSObject info = object();
        JsFields.set(info, "id", stored.documentId());
        JsFields.set(info, "reducer", here ? open.document().reducer().name() : label.reducer());
        JsFields.set(info, "bytes", bytes(backend, stored));
        JsFields.set(
                info, "pending", unsettled.getOrDefault(stored.documentId(), 0L).doubleValue());
        JsFields.set(info, "open", here);
        JsFields.set(
                info, "modified", here ? (double) open.document().modified() : label.modified());
        return info;
    }

    /** Answers with what {@code storageInfo} promises, as far as the worker knows it. */
    void storageInfo(Answer answer) {
        unsettled(
                answer,
                (all, unsettled) -> {
                    double bytes = 0;
                    for (Backend backend : all) {
                        for (StoredDocument each : backend.services().pool().documents()) {
                            // What is in memory only, no eviction loses.
                            bytes +=
                                    backend.durable() ? unsyncedBytes(backend, each, unsettled) : 0;
                        }
                    }
                    Backend best = all.get(0);
                    return storageInfo(best.name(), best.durable(), best.reason(), bytes);
                });
    }

    private double unsyncedBytes(
            Backend backend, StoredDocument stored, Map<String, Long> unsettled) {
        SharedDocument open = documents.open(stored.documentId());
        if (open != null && open.backend() == backend) {
            return open.coordinator() == null
                    ? (double) open.document().databaseBytes()
                    : open.synchronisation().figures().timelineBytes();
        }
        DocumentLabel label = DocumentLabel.decode(stored.label());
        if (!label.coordinated()) {
            return label.bytes();
        }
        // Nobody knows better while it is not open: its timeline is among this.
        return unsettled.getOrDefault(stored.documentId(), 0L) > 0 ? stored.bytes() : 0;
    }

    private double bytes(Backend backend, StoredDocument stored) {
        SharedDocument open = documents.open(stored.documentId());
        return open != null && open.backend() == backend
                ? (double) open.document().databaseBytes()
                : (double) DocumentLabel.decode(stored.label()).bytes();
    }

    /** What {@code DocumentStats} promises. */
    JSObject stats(Handle handle) {
        Document document = handle.document().document();
        LiveQueries<LiveRows> live = handle.document().live();
        DocumentLog log = document.log();
        LogStats figures = log.stats();
        JSObject storage = journal(log.storage());
        JsFields.set(storage, "bytes", (double) figures.bytesOnDisk());
        JsFields.set(storage, "entries", figures.entries());
        JSObject stats = object();
        SyncFigures sync = handle.document().synchronisation().figures();
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
                        handle.document().queries() + live.queriesRun(),
                        live.queriesSkipped(),
                        files.handovers());
        JsFields.set(counters, "rebases", sync.rebases());
        JsFields.set(counters, "replayed", sync.replayed());
        JsFields.set(counters, "bytesSent", sync.bytesSent());
        JsFields.set(counters, "bytesReceived", sync.bytesReceived());
        JsFields.set(counters, "reconnects", sync.reconnects());
        JsFields.set(stats, "counters", counters);
        JsFields.set(stats, "subscriptions", subscriptions(live));
        JsFields.set(stats, "storageHost", storageHost(handle));
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
            params = {"backend", "durable", "reason", "unsynced"},
            script =
                    "return { backend: backend, durable: !!durable, reason: reason,"
                            + " unsyncedBytes: unsynced };")
    private static native JSObject storageInfo(
            String backend, boolean durable, String reason, double unsynced);

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
