package sqlsync.worker.documents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.Document;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.local.ImportRequest;
import sqlsync.document.local.LocalDocument;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;
import sqlsync.reactive.LiveQueries;
import sqlsync.sqlite.Connection;
import sqlsync.worker.live.LiveRows;
import sqlsync.worker.live.WatchedDocument;
import sqlsync.worker.reducer.JsReducer;
import sqlsync.worker.storage.Backend;

/**
 * An open document and the handles on it.
 *
 * <p>All handles name the same reducer. The version with the most migrations runs; handles that
 * brought an older one are closed when a newer one has migrated the document. After storage failed,
 * mutations wait until the document has recovered ({@link #whenWritable}); queries wait while the
 * recovery runs ({@link #whenRecovered}).
 */
public final class SharedDocument implements WatchedDocument {
    private final Document document;
    private final Backend backend;
    private final Timers timers;
    private final StatusNotices notices;
    private final LiveQueries<LiveRows> live;
    private final String coordinator;
    private final Synchronisation synchronisation;

    /** Whether synchronisation was stopped; null where nobody has said anything yet. */
    private Boolean paused;

    private int queries;

    /** What waits for the end of an attempt to make the document writable; null while none is. */
    private ArrayDeque<Runnable> recovering;

    private final List<Handle> handles = new ArrayList<>();

    /**
     * @param coordinator its URL; null for a document of this device alone
     */
    SharedDocument(
            Document document,
            Synchronisation synchronisation,
            String coordinator,
            Backend backend,
            Timers timers) {
        this.document = document;
        this.synchronisation = synchronisation;
        this.coordinator = coordinator;
        this.backend = backend;
        this.timers = timers;
        this.notices = new StatusNotices(this, timers);
        this.live = new LiveQueries<>(document.pages(), document.reader());
        document.pages().changes().onChange(() -> timers.soon(this::tellWatchers));
    }

    private void tellWatchers() {
        for (Handle each : handles) {
            each.page().queriesChanged();
        }
    }

    public Timers timers() {
        return timers;
    }

    public Document document() {
        return document;
    }

    public Backend backend() {
        return backend;
    }

    /** URL of its coordinator; null for a document of this device alone. */
    String coordinator() {
        return coordinator;
    }

    public Synchronisation synchronisation() {
        return synchronisation;
    }

    /** Stops synchronisation, or starts it again. */
    public void pause(boolean stop) {
        paused = stop;
        if (stop) {
            synchronisation.disconnect();
        } else {
            synchronisation.connect();
        }
        notices.changed();
    }

    /** The handles that can be asked for a token. */
    List<Handle> tokenGivers() {
        List<Handle> givers = new ArrayList<>(handles);
        givers.removeIf(each -> !each.order().token());
        return givers;
    }

    /** Something changed that a status may speak of. */
    void changed() {
        notices.changed();
    }

    /**
     * A mutation is settled.
     *
     * @param rejected null where it was accepted
     */
    void settled(String mutation, RejectedMutation rejected) {
        String madeBy = mutation.substring(0, Math.max(0, mutation.lastIndexOf('-')));
        for (Handle each : handles()) {
            each.settled(mutation, madeBy, rejected);
            if (rejected != null) {
                each.page().rejected(each.number(), rejected);
            }
        }
        notices.changed();
    }

    List<Handle> handles() {
        return new ArrayList<>(handles);
    }

    @Override
    public String id() {
        return document.id();
    }

    @Override
    public LiveQueries<LiveRows> live() {
        return live;
    }

    /** The connection that queries read with; one that is about to run is counted. */
    public Connection countedReader() {
        queries++;
        return document.reader();
    }

    /** How many queries were run since it was opened. */
    public int queries() {
        return queries;
    }

    @Override
    public boolean isRecovered() {
        return recovering == null;
    }

    /**
     * Runs {@code task}: at once, or after the attempt to make the document writable again that is
     * under way.
     */
    @Override
    public void whenRecovered(Runnable task) {
        if (recovering == null) {
            task.run();
        } else {
            recovering.add(task);
        }
    }

    /** As {@link #whenRecovered}, after an attempt to make it writable if it is not but may be. */
    public void whenWritable(Runnable task) {
        if (recovering == null && document.recoverable()) {
            recovering = new ArrayDeque<>();
            document.recover(Completion.always(this::recovered));
        }
        whenRecovered(task);
    }

    private void recovered() {
        ArrayDeque<Runnable> waiting = recovering;
        recovering = null;
        notices.changed();
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /** To be called after anything that a status may speak of. */
    public StatusNotices notices() {
        return notices;
    }

    /**
     * Takes in a handle, or says why not.
     *
     * @throws SqlSyncException {@code conflicting-options}, {@code reducer-mismatch}, {@code
     *     schema-too-new}, {@code already-exists}, or what a migration failed with
     */
    void join(Handle handle, JsReducer reducer) {
        ImportRequest file = handle.order().file();
        boolean known =
                document instanceof LocalDocument local
                        && file != null
                        && local.knows(file.session(), file.sequence());
        if (file != null && !known) {
            throw LocalDocument.alreadyThere(document.id());
        }
        String storage = handle.order().storage();
        if (!storage.equals("auto") && !storage.equals(backend.name())) {
            throw new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "The document is open with the storage "
                            + backend.name()
                            + ", and can't be opened with "
                            + storage
                            + " beside that.");
        }
        if (!Objects.equals(coordinator, handle.order().coordinator())) {
            throw new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "The document is open with "
                            + named(coordinator)
                            + ", and can't be opened with "
                            + named(handle.order().coordinator())
                            + " beside that.");
        }
        JsReducer running = (JsReducer) document.reducer();
        if (!reducer.name().equals(running.name())) {
            throw new SqlSyncException(
                    ErrorCode.REDUCER_MISMATCH,
                    "The document is open with the reducer \""
                            + running.name()
                            + "\", and can't be opened with \""
                            + reducer.name()
                            + "\" beside that.");
        }
        if (reducer.schemaVersion() < running.schemaVersion()) {
            throw new SqlSyncException(
                    ErrorCode.SCHEMA_TOO_NEW,
                    "The document is open with a reducer of "
                            + running.schemaVersion()
                            + " migrations, and "
                            + reducer.url()
                            + " has "
                            + reducer.schemaVersion()
                            + ". Load the newer version of the application.");
        }
        if (reducer != running) {
            document.replaceReducer(reducer);
            closeOlder(reducer.schemaVersion());
        }
        add(handle, reducer);
        notices.changed();
    }

    private static String named(String url) {
        return url == null ? "no coordinator" : "the coordinator " + url;
    }

    private void closeOlder(int schemaVersion) {
        for (Handle each : handles()) {
            if (each.reducer().schemaVersion() < schemaVersion) {
                closeFromHere(each, "upgrade", "was moved to a newer version by another page.");
            }
        }
    }

    /** Takes in the handle that the document was opened for. */
    void add(Handle handle, JsReducer reducer) {
        handle.attach(this, reducer);
        handles.add(handle);
        OpenOrder order = handle.order();
        // The worker that this page knew before has ended, and what was said to it holds on.
        if (order.again() && order.paused() && paused == null) {
            pause(true);
        }
    }

    /** Ends all handles, telling their pages why. */
    void closeAll(String why, String sentence) {
        for (Handle each : handles()) {
            closeFromHere(each, why, sentence);
        }
    }

    private void closeFromHere(Handle handle, String why, String sentence) {
        handles.remove(handle);
        handle.page().remove(handle);
        handle.close(sentence);
        Runnable tell = () -> handle.page().closed(handle.number(), why);
        if (why.equals("deleted")) {
            tell.run();
        } else {
            // What it made before is answered first: a page takes all else for not done.
            whenRecovered(() -> document.flush(Completion.always(tell)));
        }
    }

    /** Lets a handle go. Returns whether it was the last. */
    boolean leave(Handle handle) {
        handles.remove(handle);
        return handles.isEmpty();
    }

    void close(Completion<Void, SqlSyncException> done) {
        notices.end();
        whenRecovered(() -> document.close(done));
    }
}
