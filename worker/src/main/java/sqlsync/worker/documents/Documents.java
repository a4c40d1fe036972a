package sqlsync.worker.documents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.worker.reducer.JsReducer;
import sqlsync.worker.reducer.ReducerLoader;
import sqlsync.worker.storage.Backend;
import sqlsync.worker.storage.Backends;
import sqlsync.worker.storage.UnsettledCount;

/**
 * All open documents, each open once.
 *
 * <p>Opening, closing by the last handle, and deleting run one after the other for each id: a
 * document is never opened while it is still being closed. Requests of other documents do not wait.
 */
public final class Documents {
    private final Backends backends;
    private final DocumentOpener opener;
    private final ReducerLoader reducers = new ReducerLoader();

    /** Why nothing is opened any more; null as long as something is. */
    private SqlSyncException ended;

    private final Map<String, SharedDocument> open = new LinkedHashMap<>();

    /** Ids that something is being done about, and what waits for its end. */
    private final Map<String, ArrayDeque<Runnable>> busy = new HashMap<>();

    private final LiveSessions sessions;

    public Documents(Backends backends, LiveSessions sessions, DocumentOpener opener) {
        this.backends = backends;
        this.sessions = sessions;
        this.opener = opener;
    }

    /** The open document of that id; null where none is open. */
    public SharedDocument open(String id) {
        return open.get(id);
    }

    /** The pages of a session are gone: nobody will ask again what became of its mutations. */
    public void sessionEnded(String session) {
        for (SharedDocument each : open.values()) {
            each.document().sessionEnded(session);
        }
    }

    /** Opens a handle: it is told itself, and {@code done} after it. */
    public void open(Handle handle, Completion<SharedDocument, SqlSyncException> done) {
        Completion<SharedDocument, SqlSyncException> told =
                Completion.of(
                        document -> {
                            done.succeeded(document);
                            handle.opened();
                        },
                        failure -> {
                            handle.page().remove(handle);
                            done.failed(failure);
                            handle.failed(failure);
                        });
        backends.forDocument(
                handle.order().placement(), Completion.always(() -> {})); // Goes on meanwhile.
        reducers.load(
                handle.order().reducer(),
                told.after(
                        reducer ->
                                backends.forDocument(
                                        handle.order().placement(),
                                        told.after(it -> open(handle, reducer, it, told)))));
    }

    private void open(
            Handle handle,
            JsReducer reducer,
            Backend backend,
            Completion<SharedDocument, SqlSyncException> told) {
        String id = handle.order().id();
        if (waits(id, () -> open(handle, reducer, backend, told))) {
            return;
        }
        if (handle.isClosed() || ended != null) {
            told.failed(ended == null ? closedMeanwhile(id) : ended);
            return;
        }
        SharedDocument there = open.get(id);
        if (there != null) {
            join(there, handle, reducer, told);
            return;
        }
        busy.put(id, new ArrayDeque<>());
        backends.bringUp(
                handle.order().placement(),
                backend,
                told.thenRun(() -> free(id)).after(home -> openIn(handle, reducer, home, told)));
    }

    private void openIn(
            Handle handle,
            JsReducer reducer,
            Backend backend,
            Completion<SharedDocument, SqlSyncException> told) {
        OpenOrder order = handle.order();
        String id = order.id();
        opener.open(
                handle,
                reducer,
                backend,
                Completion.of(
                        document -> {
                            open.put(id, document);
                            document.add(handle, reducer);
                            sessions.retainIn(document.document());
                            told.succeeded(document);
                            free(id);
                            if (handle.isClosed()) {
                                leave(handle, document, Completion.always(() -> abandoned(order)));
                            }
                        },
                        failure -> {
                            told.failed(failure);
                            free(id);
                        }));
    }

    /** An import that was given up leaves nothing behind, unless somebody uses it already. */
    private void abandoned(OpenOrder order) {
        ArrayDeque<Runnable> waiting = busy.get(order.id());
        if (order.file() != null && waiting != null && waiting.isEmpty()) {
            delete(order.id(), true, Completion.always(() -> {}));
        }
    }

    private static SqlSyncException closedMeanwhile(String id) {
        return new SqlSyncException(
                ErrorCode.CLOSED, "The document \"" + id + "\" was closed while it was opening.");
    }

    private void join(
            SharedDocument there,
            Handle handle,
            JsReducer reducer,
            Completion<SharedDocument, SqlSyncException> told) {
        try {
            there.join(handle, reducer);
        } catch (SqlSyncException refusal) {
            told.failed(refusal);
            return;
        }
        told.succeeded(there);
        opener.joined(handle, there);
    }

    /** Closes a handle: flushes, and closes the document with its last handle. */
    public void close(Handle handle, Completion<Void, SqlSyncException> done) {
        handle.page().remove(handle);
        SharedDocument document = handle.isClosed() ? null : handle.document();
        handle.close("is closed.");
        if (document == null) {
            done.succeeded(null);
        } else {
            leave(handle, document, done);
        }
    }

    private void leave(
            Handle handle, SharedDocument document, Completion<Void, SqlSyncException> done) {
        if (document.leave(handle)) {
            close(document, done);
        } else {
            document.whenRecovered(() -> document.document().flush(done));
        }
    }

    private void close(SharedDocument document, Completion<Void, SqlSyncException> done) {
        String id = document.document().id();
        open.remove(id);
        busy.put(id, new ArrayDeque<>());
        document.close(done.thenRun(() -> free(id)));
    }

    /** Closes all documents from here, and opens none from now on. */
    public void closeAll(String why, String sentence, Runnable done) {
        ended = new SqlSyncException(ErrorCode.CLOSED, "The document " + sentence);
        int[] left = {1};
        Runnable closed =
                () -> {
                    if (--left[0] == 0) {
                        done.run();
                    }
                };
        for (SharedDocument document : new ArrayList<>(open.values())) {
            left[0]++;
            document.closeAll(why, sentence);
            close(document, Completion.always(closed));
        }
        closed.run();
    }

    /**
     * Deletes a document from every back end in use; its handles are closed. One that holds what no
     * coordinator has settled is refused, {@code unsynced}, unless it is {@code forced}.
     */
    public void delete(String id, boolean forced, Completion<Void, SqlSyncException> done) {
        if (waits(id, () -> delete(id, forced, done))) {
            return;
        }
        SharedDocument document = open.get(id);
        if (document != null) {
            int pending = document.synchronisation().status().pending();
            if (pending > 0 && !forced) {
                done.failed(unsynced(id, pending));
                return;
            }
            document.closeAll("deleted", "was deleted.");
            close(document, Completion.always(() -> delete(id, true, done)));
            return;
        }
        busy.put(id, new ArrayDeque<>());
        Completion<Void, SqlSyncException> freed = done.thenRun(() -> free(id));
        if (forced) {
            backends.delete(id, freed);
            return;
        }
        backends.inUse(
                freed.after(
                        all ->
                                UnsettledCount.of(
                                        id,
                                        all,
                                        freed.after(
                                                unsettled -> {
                                                    if (unsettled > 0) {
                                                        freed.failed(unsynced(id, unsettled));
                                                    } else {
                                                        backends.delete(id, freed);
                                                    }
                                                }))));
    }

    /** How many mutations of a document no coordinator has settled, open or not. */
    void unsettled(String id, Completion<Long, SqlSyncException> done) {
        if (waits(id, () -> unsettled(id, done))) {
            return;
        }
        SharedDocument document = open.get(id);
        if (document != null) {
            done.succeeded((long) document.synchronisation().status().pending());
            return;
        }
        busy.put(id, new ArrayDeque<>());
        Completion<Long, SqlSyncException> freed = done.thenRun(() -> free(id));
        backends.inUse(freed.after(all -> UnsettledCount.of(id, all, freed)));
    }

    private static SqlSyncException unsynced(String id, long pending) {
        return new SqlSyncException(
                ErrorCode.UNSYNCED,
                "The document \""
                        + id
                        + "\" holds "
                        + (pending == 1 ? "a mutation" : pending + " mutations")
                        + " that no coordinator has. Synchronise it first, or delete it with"
                        + " `force`.");
    }

    private boolean waits(String id, Runnable task) {
        ArrayDeque<Runnable> waiting = busy.get(id);
        if (waiting == null) {
            return false;
        }
        waiting.add(task);
        return true;
    }

    private void free(String id) {
        ArrayDeque<Runnable> waiting = busy.remove(id);
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
