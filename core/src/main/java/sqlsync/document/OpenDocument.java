package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/** What documents with and without a coordinator have in common. */
public abstract class OpenDocument implements Document {
    protected final String id;
    protected final DocumentServices services;
    protected final DocumentLog log;
    protected final Pages pages;
    protected final Sessions sessions;
    protected final Connection writer;
    final Connection reader;
    protected final MutationRunner runner;
    protected Reducer reducer;
    protected boolean closed;

    protected OpenDocument(
            String id,
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            Sessions sessions,
            Reducer reducer) {
        this.id = id;
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.sessions = sessions;
        this.reducer = reducer;
        this.writer = services.sqlite().openWriter(pages);
        this.reader = services.sqlite().openReader(pages);
        this.runner = new MutationRunner(services.sqlite(), writer);
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

    /** Runs the migrations that the schema lacks. */
    protected boolean migrate() {
        return Migrations.run(
                runner, writer, reducer, id, services.clock().now(), pages.pageCount() == 0);
    }

    /** Why nothing can be done to it now, or null. */
    protected SqlSyncException refusal() {
        if (closed) {
            return new SqlSyncException(ErrorCode.CLOSED, "The document \"" + id + "\" is closed.");
        }
        return problem();
    }

    @Override
    public SqlSyncException problem() {
        return log.readOnly() ? StorageFailures.describe(log.problem()) : contentProblem();
    }

    /** Why it can't be changed although its log can be written, or null. */
    protected abstract SqlSyncException contentProblem();

    @Override
    public boolean recoverable() {
        return !closed && log.readOnly() && log.problem().kind() != StorageException.Kind.CORRUPT;
    }

    @Override
    public void recover(DocumentCompletion<Void> done) {
        log.reopen(
                StorageFailures.described(
                        DocumentCompletion.either(
                                failure -> {
                                    if (failure == null) {
                                        recovered();
                                    }
                                    done.ended(failure);
                                })));
    }

    /** It can be written again. */
    protected void recovered() {}

    @Override
    public Connection reader() {
        return reader;
    }

    @Override
    public byte[] export() {
        PageSnapshot snapshot = pages.freezeForReaders();
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
    public long databaseBytes() {
        return (long) pages.readerPageCount() * Page.BYTES;
    }

    @Override
    public Pages pages() {
        return pages;
    }

    @Override
    public DocumentLog log() {
        return log;
    }

    /** What is to be known of it without opening it. */
    protected byte[] label() {
        return new DocumentLabel(reducer.name(), databaseBytes(), modified()).encode();
    }

    protected void tellSoon(DocumentCompletion<Void> done, SqlSyncException failure) {
        services.timers().soon(() -> done.ended(failure));
    }

    protected void closeConnections() {
        reader.close();
        writer.close();
    }
}
