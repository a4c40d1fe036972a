package sqlsync.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.workers.MessagePort;
import sqlsync.SqlSyncException;
import sqlsync.browser.BrowserClock;
import sqlsync.browser.BrowserRandomness;
import sqlsync.browser.BrowserStopwatch;
import sqlsync.browser.BrowserTimers;
import sqlsync.browser.Entry;
import sqlsync.browser.WebLocks;
import sqlsync.codec.Base58;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLimits;
import sqlsync.hosting.HostedBlockStore;
import sqlsync.indexeddb.IndexedDbStore;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.Promise;
import sqlsync.worker.documents.DocumentOpener;
import sqlsync.worker.documents.Documents;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.Inventory;
import sqlsync.worker.documents.LiveSessions;
import sqlsync.worker.hosts.OwnLender;
import sqlsync.worker.hosts.TabLender;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.PagePort;
import sqlsync.worker.page.Dispatcher;
import sqlsync.worker.page.Inbox;
import sqlsync.worker.page.InventoryRequests;
import sqlsync.worker.page.Notices;
import sqlsync.worker.page.PageSession;
import sqlsync.worker.page.Requests;
import sqlsync.worker.socket.Coordinators;
import sqlsync.worker.storage.Backends;
import sqlsync.worker.storage.SqliteSource;
import sqlsync.worker.storage.StorageOption;
import sqlsync.worker.storage.WriterLock;
import sqlsync.worker.tokens.TokenRequests;

/**
 * This worker, from the first hello to its end. It builds all parts of the worker.
 *
 * <p>It holds a lock of its own, by which pages and storage hosts notice its end, and waits for the
 * writer lock of its namespace. It ends when a newer worker asks for that lock, when its own lock
 * is broken because pages gave it up, or when SQLite traps. Before it ends for a newer worker, it
 * answers and flushes what it has, for at most five seconds.
 */
final class Instance {
    /** How long another worker is kept waiting at most. */
    private static final int DRAIN_MILLIS = 5_000;

    private final BrowserTimers timers;
    private final BrowserRandomness randomness;
    private final String namespace;
    private final String id;
    private final Map<String, PageSession> pages = new LinkedHashMap<>();
    private final Promise<Void, SqlSyncException> alive = new Promise<>();
    private final HostedBlockStore files;
    private final Coordinators coordinators;
    private final TabLender tabs;
    private final Documents documents;
    private final Dispatcher dispatcher;

    /** Its stopwatch is made before any reducer is loaded, which takes the clocks away. */
    private final Inbox inbox;

    /**
     * @param generation of the workers of this version: those before were given up
     * @param storageHostUrl where the script of the storage host lies
     * @param wasmUrl where SQLite lies; null for beside this script
     */
    Instance(
            String namespace,
            String version,
            int generation,
            String storageHostUrl,
            String wasmUrl,
            BrowserTimers timers,
            BrowserClock clock,
            BrowserRandomness randomness) {
        this.namespace = namespace;
        this.timers = timers;
        this.randomness = randomness;
        this.inbox = new Inbox(timers, new BrowserStopwatch());
        this.id = version + "/" + generation + "/" + newId();
        String lock = WriterLock.workerLocks(namespace) + id;
        WebLocks.request(lock, () -> alive.succeeded(null), this::end);
        WriterLock writer = new WriterLock(namespace, version, timers);
        TokenRequests tokens = new TokenRequests(this::newId, timers);
        this.tabs = new TabLender(namespace, lock, pages::values, this::newId, timers);
        HostLender lender =
                OwnLender.possible()
                        ? new OwnLender(namespace, lock, storageHostUrl, this::newId, tabs, timers)
                        : tabs;
        this.files = new HostedBlockStore(lender, timers, HostLimits.DEFAULT);
        SqliteSource sqlite = new SqliteSource(wasmUrl, clock, randomness);
        sqlite.prepare();
        StorageOption.Services services =
                new StorageOption.Services(writer, sqlite, clock, randomness, timers);
        Backends backends =
                new Backends(
                        namespace,
                        indexedDbName(namespace),
                        new StorageOption("opfs", true, () -> files, services),
                        new StorageOption("indexeddb", true, this::indexedDb, services),
                        new StorageOption(
                                "memory", false, () -> new MemoryBlockStore(timers), services));
        LiveSessions live = new LiveSessions(namespace, pages::values);
        this.coordinators = new Coordinators(version, timers, clock, randomness);
        DocumentOpener opener = new DocumentOpener(coordinators, tokens, timers);
        this.documents = new Documents(backends, live, opener);
        InventoryRequests inventory =
                new InventoryRequests(new Inventory(documents, backends), files, version);
        this.dispatcher =
                new Dispatcher(
                        new Requests(documents, inventory),
                        new Notices(inbox, tabs, coordinators, tokens),
                        inbox,
                        this::end);
        writer.claim(() -> !pages.isEmpty(), this::drain, this::end);
        Entry.onBreak(this::end);
    }

    private BlockStore indexedDb() {
        byte[] owner = new byte[Base58.ID_BYTES];
        randomness.fill(owner);
        return new IndexedDbStore(indexedDbName(namespace), owner, timers);
    }

    private static String indexedDbName(String namespace) {
        return "sqlsync/" + namespace;
    }

    String namespace() {
        return namespace;
    }

    String id() {
        return id;
    }

    /** Settled once the lock of this worker is held: from then on it may say who it is. */
    Promise<Void, SqlSyncException> alive() {
        return alive;
    }

    private String newId() {
        byte[] bytes = new byte[Base58.ID_BYTES];
        randomness.fill(bytes);
        return Base58.encode(bytes);
    }

    /** A page says hello over a new port; it may be known from an older one. */
    PageSession connect(String session, PagePort port, boolean visible) {
        PageSession page = pages.get(session);
        if (page == null) {
            page = new PageSession(session, inbox.measured(), this::end);
            pages.put(session, page);
            watch(page);
        }
        inbox.abortAll(page);
        page.connect(port, visible);
        // What was asked of it over an older port may never have arrived; a host it had lent, it
        // has ended.
        tabs.pageLost(page);
        return page;
    }

    private void watch(PageSession page) {
        WebLocks.whenFree(
                LiveSessions.lockName(namespace, page.id()),
                () -> {
                    inbox.abortAll(page);
                    // What it asked to write before is written.
                    inbox.arrive(page, -1, false, () -> ended(page));
                });
    }

    private void ended(PageSession page) {
        pages.remove(page.id());
        page.end();
        tabs.pageLost(page);
        for (Handle handle : page.handles()) {
            documents.close(handle, Completion.always(() -> {}));
        }
        documents.sessionEnded(page.id());
    }

    /** A message of a page that said hello. */
    void received(
            PageSession page, PagePort port, FromPage.Message message, Supplier<MessagePort> lent) {
        dispatcher.received(page, port, message, lent);
    }

    /** Another worker takes over: what is open is flushed and closed, within a limited time. */
    private void drain() {
        timers.after(DRAIN_MILLIS, this::end);
        documents.closeAll(
                "upgrade", "was closed: a newer version of the application took over.", this::end);
    }

    /** Lets go of everything and ends; the next worker starts from the files. */
    private void end() {
        dispatcher.stop();
        coordinators.closeAll();
        files.stop();
        timers.soon(() -> pages.values().forEach(PageSession::silence));
        timers.after(0, Instance::closeWorker);
    }

    @JSBody(script = "close();")
    private static native void closeWorker();
}
