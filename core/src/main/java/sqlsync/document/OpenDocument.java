package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.storage.Pages;

/**
 * What all kinds of documents have in common: a log, its pages, SQLite over them, and a reducer
 * whose migrations the database has. It is made by an {@link Opener} and ends with {@link
 * #release}.
 */
public abstract class OpenDocument {
    protected final String id;
    protected final DocumentServices services;
    protected final DocumentLog log;
    protected final Pages pages;
    protected final Connection writer;
    protected final MutationRunner runner;
    protected Reducer reducer;
    protected boolean closed;
    private final Connection reader;
    private MigrationHistory migrations;

    protected OpenDocument(
            String id, DocumentServices services, DocumentLog log, Pages pages, Reducer reducer) {
        this.id = id;
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.reducer = reducer;
        this.writer = services.sqlite().openWriter(pages);
        this.reader = services.sqlite().openReader(pages);
        this.runner = new MutationRunner(services.sqlite(), writer);
        this.migrations = DocumentLabel.decode(log.label()).migrations();
    }

    public String id() {
        return id;
    }

    public Reducer reducer() {
        return reducer;
    }

    /**
     * Goes on with another reducer of the same name, and with its migrations where it has more.
     *
     * @throws SqlSyncException if a migration fails; then the document goes on with the reducer it
     *     had
     */
    public void replaceReducer(Reducer next) {
        Reducer before = reducer;
        migrations = migrations();
        reducer = next;
        try {
            migrate();
        } catch (RuntimeException failure) {
            reducer = before;
            throw failure;
        }
    }

    /**
     * The migrations that it has had; those of a closed document, too. Of one whose schema is not
     * that of its reducer, those that were known before.
     */
    protected final MigrationHistory migrations() {
        return contentProblem() == null ? migrations.upTo(schemaVersion(), reducer) : migrations;
    }

    /** How many migrations it has had for good, unless there is a {@link #contentProblem}. */
    protected int schemaVersion() {
        return reducer.schemaVersion();
    }

    /** What the developer should know of it, in a sentence; null for nothing. */
    public String warning() {
        int edited = migrations.edited(reducer);
        return edited < 0
                ? null
                : "Migration "
                        + edited
                        + " of the reducer \""
                        + reducer.name()
                        + "\" was edited after the document \""
                        + id
                        + "\" had run it, so its schema is that of the old text. Take the edit back"
                        + " and add a migration, or, in development, delete the document.";
    }

    /** Runs the migrations that the schema lacks. */
    protected void migrate() {
        Migrations.run(runner, writer, reducer, id, services.clock().now(), pages.pageCount() == 0);
    }

    protected final boolean lacksMigrations() {
        return Migrations.missing(writer, reducer, pages.pageCount() == 0);
    }

    /** Why nothing can be done to it now, or null. */
    protected SqlSyncException refusal() {
        return closed ? closedError() : problem();
    }

    protected final SqlSyncException closedError() {
        return new SqlSyncException(ErrorCode.CLOSED, "The document \"" + id + "\" is closed.");
    }

    /** Why it is read-only, or null where it is not. */
    public SqlSyncException problem() {
        return log.readOnly() ? StorageFailures.describe(log.problem()) : contentProblem();
    }

    /** Why it can't be changed although its log can be written, or null. */
    protected SqlSyncException contentProblem() {
        return null;
    }

    /** Whether it is read-only because of a failure that may have passed, not because of damage. */
    public boolean recoverable() {
        return !closed && log.readOnly() && log.problem().kind() != StorageException.Kind.CORRUPT;
    }

    /**
     * Tries to make a {@link #recoverable} document writable again. Nothing else may be asked of it
     * until {@code done} was told.
     */
    public void recover(Completion<Void, SqlSyncException> done) {
        log.reopen(
                done.<Void>after(
                                nothing -> {
                                    recovered();
                                    done.succeeded(null);
                                })
                        .describing(StorageFailures::describe));
    }

    /** It can be written again. */
    protected abstract void recovered();

    /** The connection that queries run on. It refuses writes. */
    public Connection reader() {
        return reader;
    }

    /** Waits until everything applied so far is on disk. */
    public abstract void flush(Completion<Void, SqlSyncException> done);

    /** Size of the database in bytes, as {@link #reader} sees it. */
    public long databaseBytes() {
        return (long) pages.readerPageCount() * Page.BYTES;
    }

    /** When it was last changed, in milliseconds since the epoch. */
    public abstract long modified();

    /** What is to be known of it without opening it. */
    protected byte[] label() {
        return new DocumentLabel(reducer.name(), databaseBytes(), modified(), migrations())
                .encode();
    }

    /** Lets go of everything but the log. */
    protected abstract void letGo();

    protected final void closeConnections() {
        reader.close();
        writer.close();
    }

    /**
     * Lets go of everything, and closes the log with its newest label.
     *
     * @param failure what failed before, or null: it counts more than what fails now
     */
    protected final void release(
            SqlSyncException failure, Completion<Void, SqlSyncException> done) {
        letGo();
        log.setLabel(label());
        log.close(
                Completion.either(
                        closing ->
                                done.ended(
                                        failure != null || closing == null
                                                ? failure
                                                : StorageFailures.describe(closing))));
    }
}
