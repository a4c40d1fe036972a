package sqlsync.worker.documents;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncFigures;
import sqlsync.document.device.SyncStatus;
import sqlsync.platform.Completion;

/** Synchronisation of a document, as requests of pages use it. */
public interface Synchronisation {
    SyncStatus status();

    SyncFigures figures();

    /** Oldest first. */
    List<PendingMutation> pending();

    List<RejectedMutation> rejected();

    void dismiss(String mutationId, Completion<Void, SqlSyncException> done);

    /**
     * Waits until every mutation made so far is settled and visible.
     *
     * @return gives it up: {@code done} is not told then
     */
    Runnable sync(Completion<Void, SqlSyncException> done);

    void connect();

    void disconnect();

    /** Whether the document has seen a mutation of this id, and not forgotten its page. */
    boolean knows(String mutationId);
}
