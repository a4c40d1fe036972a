package sqlsync.worker.documents;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncFigures;
import sqlsync.document.device.SyncStatus;
import sqlsync.document.local.LocalDocument;
import sqlsync.platform.Completion;

/**
 * {@code Synchronisation} of a document of this device alone: nothing is pending, and what is
 * durable counts as settled.
 */
record NoSynchronisation(LocalDocument document) implements Synchronisation {
    private static final SyncStatus LOCAL =
            new SyncStatus("local", null, 0, 0, 0, true, 0, false, false);
    private static final SyncFigures NONE = new SyncFigures(0, 0, 0, 0, 0, 0);

    @Override
    public SyncStatus status() {
        return LOCAL;
    }

    @Override
    public SyncFigures figures() {
        return NONE;
    }

    @Override
    public List<PendingMutation> pending() {
        return List.of();
    }

    @Override
    public List<RejectedMutation> rejected() {
        return List.of();
    }

    @Override
    public void dismiss(String mutationId, Completion<Void, SqlSyncException> done) {
        done.succeeded(null);
    }

    @Override
    public Runnable sync(Completion<Void, SqlSyncException> done) {
        document.flush(done);
        return () -> {};
    }

    @Override
    public void connect() {}

    @Override
    public void disconnect() {}

    @Override
    public boolean knows(String mutationId) {
        return true;
    }
}
