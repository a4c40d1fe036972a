package sqlsync.document;

import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * A document that never had a coordinator: it commits its own layers and keeps no timeline.
 *
 * <p>Guarantees: a mutation is applied whole or not at all, in the order of the calls; once its
 * listener heard {@code durable} it survives whatever kills the process; a mutation sent again
 * under its session and sequence does not take effect again but is answered as it was. When storage
 * fails, everything not yet durable is taken back and said to have failed; then the document goes
 * on, or is read-only where its log is.
 */
public final class LocalDocument implements Document {
    private final String id;
    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final Sessions sessions;
    private final LayerContent layers;
    private final CommitQueue commits;
    private final Compactor compactor;
    private final Connection writer;
    private final Connection reader;
    private final MutationRunner runner;

    private Reducer reducer;
    private long mutations;
    private boolean closed;

    LocalDocument(RecoveredDocument recovered, DocumentServices services, Reducer reducer) {
        this.id = recovered.id();
        this.services = services;
        this.log = recovered.log();
        this.pages = recovered.pages();
        this.sessions = recovered.sessions();
        long modified = recovered.modified();
        this.reducer = reducer;
        this.writer = services.sqlite().openWriter(pages);
        this.reader = services.sqlite().openReader(pages);
        this.runner = new MutationRunner(services.sqlite(), writer);
        this.compactor =
                new Compactor(
                        log,
                        pages,
                        recovered.layerBytes(),
                        modified,
                        (at, out) -> LayerHeader.encodeFold(at, sessions, out),
                        this::foldOn);
        this.layers = new LayerContent(services, log, pages, compactor, modified);
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
            DocumentCompletion<LocalDocument> done) {
        Opening.start(services, id, reducer, create, null, done);
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
            DocumentCompletion<LocalDocument> done) {
        Opening.start(services, id, reducer, true, request, done);
    }

    /** Why a file is not imported under this id. */
    public static SqlSyncException alreadyThere(String id) {
        return new SqlSyncException(
                ErrorCode.ALREADY_EXISTS,
                "There is a document \"" + id + "\" on this device already: take another id.");
    }

    /** Checks what the pages hold, and has the flush that follows answer the request. */
    void imported(ImportRequest request) {
        ImportedFile.checkIntegrity(writer);
        migrate();
        Outcome done = new Outcome.Accepted(List.of());
        commits.carry(new Sessions.Entry(request.session(), request.sequence(), done));
    }

    /** Whether it knows what came of this request of a page session. */
    public boolean knows(String session, long sequence) {
        return sessions.outcome(session, sequence) != null;
    }

    /** Layers came while a fold was written: once nothing is under way, they may be folded, too. */
    private void foldOn() {
        if (!closed) {
            commits.settle();
        }
    }

    /** Runs the migrations that the stored schema lacks. */
    boolean migrate() {
        return Migrations.run(
                runner, writer, reducer, id, services.clock().now(), pages.pageCount() == 0);
    }

    boolean lacksMigrations() {
        return Migrations.missing(writer, reducer, pages.pageCount() == 0);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Reducer reducer() {
        return reducer;
    }

    @Override
    public void replaceReducer(Reducer next) {
        Reducer before = reducer;
        reducer = next;
        try {
            migrate();
        } catch (RuntimeException failure) {
            reducer = before;
            throw failure;
        }
    }

    @Override
    public void mutate(MutationRequest request, MutationListener listener) {
        SqlSyncException refusal = refusal();
        if (refusal != null) {
            listener.failed(refusal);
            return;
        }
        sessions.acknowledged(request.session(), request.acknowledged());
        if (request.sequence() <= sessions.highest(request.session())) {
            Repetition.answer(sessions, commits, request, listener);
            return;
        }
        Mutation mutation =
                new Mutation(
                        request.session(),
                        request.sequence(),
                        request.user(),
                        services.clock().now(),
                        services.randomness().bits64(),
                        reducer.schemaVersion(),
                        request.calls());
        Outcome outcome = runner.run(reducer, mutation);
        Sessions.Entry entry = new Sessions.Entry(request.session(), request.sequence(), outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            mutations++;
            commits.add(entry, listener);
            listener.applied(accepted.results());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            commits.carry(entry);
            listener.failed(rejected.toException());
        }
    }

    @Override
    public void afterMutations(String session, Runnable task) {
        task.run();
    }

    private SqlSyncException refusal() {
        if (closed) {
            return new SqlSyncException(ErrorCode.CLOSED, "The document \"" + id + "\" is closed.");
        }
        return problem();
    }

    @Override
    public SqlSyncException problem() {
        return log.readOnly() ? StorageFailures.describe(log.problem()) : null;
    }

    @Override
    public boolean recoverable() {
        return !closed && log.readOnly() && log.problem().kind() != StorageException.Kind.CORRUPT;
    }

    @Override
    public void recover(DocumentCompletion<Void> done) {
        log.reopen(StorageFailures.described(done));
    }

    @Override
    public Connection reader() {
        return reader;
    }

    @Override
    public void flush(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
        } else {
            commits.flush(done);
        }
    }

    @Override
    public byte[] export() {
        PageSnapshot snapshot = pages.freeze();
        try {
            return Exporting.file(snapshot);
        } finally {
            snapshot.release();
        }
    }

    @Override
    public void sessionEnded(String session) {
        sessions.forget(session);
    }

    @Override
    public void retainSessions(Iterable<String> live) {
        sessions.retain(live);
    }

    @Override
    public int unflushed() {
        return commits.unflushed();
    }

    @Override
    public long mutations() {
        return mutations;
    }

    @Override
    public long databaseBytes() {
        return (long) pages.pageCount() * Page.BYTES;
    }

    @Override
    public long modified() {
        return layers.modified();
    }

    @Override
    public Pages pages() {
        return pages;
    }

    @Override
    public DocumentLog log() {
        return log;
    }

    @Override
    public void close(DocumentCompletion<Void> done) {
        if (closed) {
            done.failed(refusal());
            return;
        }
        commits.flush(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        release(null, done);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        release(failure, done);
                    }
                });
        closed = true;
    }

    /** What is to be known of it without opening it. */
    byte[] label() {
        return new DocumentLabel(reducer.name(), databaseBytes(), layers.modified()).encode();
    }

    /** Ends everything that is not the log's. */
    void letGo() {
        closed = true;
        compactor.stop();
        reader.close();
        writer.close();
    }

    private void release(SqlSyncException failure, DocumentCompletion<Void> done) {
        letGo();
        log.setLabel(label());
        Releasing.close(log, failure, done);
    }
}
