package sqlsync.document;

import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.storage.Pages;

/** A document that is open on this device, whether it has a coordinator or not. */
public interface Document {
    /** How large a database may grow: 2 GiB less one page, so that its file fits in one array. */
    int PAGES_MAX = (1 << 19) - 1;

    String id();

    Reducer reducer();

    /**
     * Goes on with another reducer of the same name, and with its migrations where it has more.
     *
     * @throws SqlSyncException if a migration fails; then the document goes on with the reducer it
     *     had
     */
    void replaceReducer(Reducer next);

    /**
     * Applies a mutation; {@code listener} hears of it when it took effect, and again when it is on
     * disk. Mutations take effect in the order of the calls: at once, or after the rebase that is
     * under way.
     */
    void mutate(MutationRequest request, MutationListener listener);

    /**
     * Runs {@code task} when every mutation that {@code session} has asked for can be seen by
     * {@link #reader}: at once, unless one of them waits for a rebase.
     */
    void afterMutations(String session, Runnable task);

    /** Why the document is read-only, or null where it is not. */
    SqlSyncException problem();

    /** What the developer should know of it, in a sentence; null for nothing. */
    String warning();

    /** Whether it is read-only because of a failure that may have passed, not because of damage. */
    boolean recoverable();

    /**
     * Tries to make a {@link #recoverable} document writable again. Nothing else may be asked of it
     * until {@code done} was told.
     */
    void recover(Completion<Void, SqlSyncException> done);

    /**
     * The connection that queries run on. It sees every mutation applied so far, never half of a
     * rebase, and refuses writes.
     */
    Connection reader();

    /** Waits until everything applied so far is on disk. */
    void flush(Completion<Void, SqlSyncException> done);

    /** The database as a SQLite file, as {@link #reader} sees it. */
    byte[] export();

    /**
     * Forgets what the pages of {@code session} were answered: they are gone and can't ask again.
     */
    void sessionEnded(String session);

    /** Forgets all page sessions but these. */
    void retainSessions(Iterable<String> live);

    /** Mutations not yet on disk. */
    int unflushed();

    /** Mutations applied since the document was opened. */
    long mutations();

    /** Size of the database in bytes. */
    long databaseBytes();

    /** When it was last changed, in milliseconds since the epoch. */
    long modified();

    Pages pages();

    DocumentLog log();

    /** Flushes and closes. The handle to storage is given back even where the flush fails. */
    void close(Completion<Void, SqlSyncException> done);
}
