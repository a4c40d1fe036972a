package sqlsync.document.local;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.CommitQueue;
import sqlsync.document.Compactor;
import sqlsync.document.DocumentServices;
import sqlsync.document.ImportedFile;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.document.Outcome;
import sqlsync.document.SessionDocument;
import sqlsync.document.Sessions;
import sqlsync.journal.DocumentLog;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;

/**
 * A document that never had a coordinator: it commits its own layers and keeps no timeline.
 *
 * <p>Guarantees: a mutation is applied whole or not at all, in the order of the calls; once its
 * listener heard {@code durable} it survives whatever kills the process; a mutation sent again
 * under its session and sequence does not take effect again but is answered as it was. When storage
 * fails, everything not yet durable is taken back and said to have failed; then the document goes
 * on, or is read-only where its log is.
 */
public final class LocalDocument extends SessionDocument {
    /**
     * What the journals say of a document.
     *
     * @param modified milliseconds since the epoch
     * @param layerBytes what the layers since the newest fold weigh
     */
    record Recovered(
            String id,
            DocumentLog log,
            Pages pages,
            Sessions sessions,
            long modified,
            long layerBytes) {}

    private final LayerContent layers;
    private final CommitQueue commits;
    private final Compactor compactor;

    /** Why the schema is not that of the reducer, or null. */
    private SqlSyncException unmigrated;

    LocalDocument(Recovered recovered, DocumentServices services, Reducer reducer) {
        super(
                recovered.id(),
                services,
                recovered.log(),
                recovered.pages(),
                recovered.sessions(),
                reducer);
        long modified = recovered.modified();
        this.compactor =
                new Compactor(
                        log,
                        pages,
                        recovered.layerBytes(),
                        modified,
                        (at, out) -> LayerHeader.encodeFold(at, sessions, out),
                        this::foldOn);
        this.layers =
                new LayerContent(services, log, pages, compactor, modified, this::migrateAgain);
        this.commits = new CommitQueue(services.timers(), sessions, layers);
    }

    /**
     * Opens a document, and makes it where there is none.
     *
     * <p>Fails with {@code not-found} (it is not here and {@code create} is false), {@code
     * reducer-mismatch}, {@code schema-too-new}, {@code reducer-load-failed} (a migration failed),
     * {@code storage-*}, {@code quota-exceeded}. A document that could not be made is not left
     * behind.
     */
    public static void open(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            Completion<LocalDocument, SqlSyncException> done) {
        LocalOpener.start(services, id, reducer, create, null, done);
    }

    /**
     * Makes a document from a SQLite file, which becomes its first layer.
     *
     * <p>Fails with {@code already-exists}, with {@code invalid-argument} (a file that is damaged,
     * cut short, or of another page size), and as {@link #open} does.
     */
    public static void importFile(
            DocumentServices services,
            String id,
            Reducer reducer,
            ImportRequest request,
            Completion<LocalDocument, SqlSyncException> done) {
        LocalOpener.start(services, id, reducer, true, request, done);
    }

    /** Why a file is not imported under this id. */
    public static SqlSyncException alreadyThere(String id) {
        return new SqlSyncException(
                ErrorCode.ALREADY_EXISTS,
                "There is a document \"" + id + "\" on this device already: take another id.");
    }

    /** Checks what the pages hold, and has the flush that follows answer the request. */
    void imported(ImportRequest request, ImportedFile file) {
        ImportedFile.checkEngine(writer);
        ImportedFile.checkIntegrity(writer);
        try {
            migrate();
        } catch (SqlSyncException failure) {
            throw file.unmigrated(failure);
        }
        Outcome done = new Outcome.Accepted(List.of());
        commits.carry(new Sessions.Entry(request.session(), request.sequence(), done));
    }

    /** Whether it knows what came of this request of a page session. */
    public boolean knows(String session, long sequence) {
        return sessions.outcome(session, sequence) != null;
    }

    /** Layers came while a fold was written: once nothing is under way, they may be folded, too. */
    private void foldOn() {
        commits.schedule();
    }

    /** A migration that was taken back is run again, before a mutation sees the older schema. */
    private void migrateAgain() {
        if (closed || log.readOnly() || !lacksMigrations()) {
            return;
        }
        try {
            migrate();
            unmigrated = null;
        } catch (SqlSyncException failure) {
            unmigrated = failure;
        }
    }

    @Override
    protected void recovered() {
        migrateAgain();
    }

    @Override
    public void replaceReducer(Reducer next) {
        super.replaceReducer(next);
        unmigrated = null;
    }

    @Override
    protected SqlSyncException contentProblem() {
        return unmigrated;
    }

    /** Runs the migrations that are missing, before anybody uses it. */
    void migrateOnOpening() {
        if (!log.readOnly()) {
            migrate();
        } else if (recoverable() && lacksMigrations()) {
            // It may be written later, and nobody would look at its schema then.
            throw problem();
        }
    }

    @Override
    protected CommitQueue commits() {
        return commits;
    }

    @Override
    public void mutate(MutationRequest request, MutationListener listener) {
        SqlSyncException refusal = refusal();
        if (refusal != null) {
            listener.failed(refusal);
        } else {
            apply(request, request.user(), null, listener);
        }
    }

    @Override
    public void afterMutations(String session, Runnable task) {
        task.run();
    }

    @Override
    public void flush(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
        } else {
            commits.flush(done);
        }
    }

    @Override
    public long modified() {
        return layers.modified();
    }

    @Override
    public void close(Completion<Void, SqlSyncException> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        commits.flush(Completion.either(failure -> release(failure, done)));
        closed = true;
    }

    @Override
    protected void letGo() {
        closed = true;
        commits.stop(refusal());
        compactor.end();
        closeConnections();
    }
}
