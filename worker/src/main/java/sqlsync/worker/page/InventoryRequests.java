package sqlsync.worker.page;

import org.teavm.jso.core.JSArray;
import sqlsync.document.Document;
import sqlsync.document.device.SyncFigures;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.LogStats;
import sqlsync.journal.LsnRange;
import sqlsync.page.Page;
import sqlsync.reactive.LiveQueries;
import sqlsync.reactive.LiveQuery;
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
                request.answer()
                        .after(
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
                request.answer()
                        .after(
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

    private ToPage.DocumentStats stats(SharedDocument shared, String page) {
        Document document = shared.document();
        DocumentLog log = document.log();
        LogStats figures = log.stats();
        LsnRange timeline = log.timeline().range();
        LsnRange storage = log.storage().range();
        SyncFigures sync = shared.synchronisation().figures();
        LiveQueries<LiveRows> live = shared.live();
        return ToPage.documentStats(
                ToPage.timelineStats(
                        log.timeline().id().text(),
                        timeline.first(),
                        timeline.last(),
                        sync.timelineBytes()),
                ToPage.storageStats(
                        log.storage().id().text(),
                        storage.first(),
                        storage.last(),
                        figures.bytesOnDisk(),
                        figures.entries()),
                ToPage.databaseStats(
                        document.databaseBytes() / (double) Page.BYTES,
                        Page.BYTES,
                        document.databaseBytes()),
                ToPage.counterStats(
                        document.mutations(),
                        sync.rebases(),
                        sync.replayed(),
                        figures.flushes(),
                        sync.bytesSent(),
                        sync.bytesReceived(),
                        shared.queries() + live.queriesRun(),
                        live.queriesSkipped(),
                        files.handovers(),
                        sync.reconnects()),
                subscriptions(live),
                storageHost(shared, page),
                version);
    }

    private static JSArray<ToPage.SubscriptionStats> subscriptions(LiveQueries<LiveRows> live) {
        JSArray<ToPage.SubscriptionStats> all = new JSArray<>();
        for (LiveQuery<LiveRows> query : live.all()) {
            LiveRows last = query.last();
            all.push(
                    ToPage.subscriptionStats(
                            query.sql(),
                            query.watchers(),
                            query.runs(),
                            last == null ? 0 : last.millis(),
                            last == null ? 0 : last.count()));
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
}
