package sqlsync.worker.documents;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.RejectedMutation;
import sqlsync.document.device.SyncFigures;
import sqlsync.document.device.SyncStatus;
import sqlsync.document.device.SyncedDocument;
import sqlsync.platform.Completion;

/** {@code Synchronisation} of a document with a coordinator: delegates to it. */
record WithCoordinator(SyncedDocument document) implements Synchronisation {
    @Override
    public SyncStatus status() {
        return document.status();
    }

    @Override
    public SyncFigures figures() {
        return document.figures();
    }

    @Override
    public List<PendingMutation> pending() {
        return document.pending();
    }

    @Override
    public List<RejectedMutation> rejected() {
        return document.rejected();
    }

    @Override
    public void dismiss(String mutationId, Completion<Void, SqlSyncException> done) {
        document.dismiss(mutationId, done);
    }

    @Override
    public Runnable sync(Completion<Void, SqlSyncException> done) {
        return document.sync(done);
    }

    @Override
    public void connect() {
        document.connect();
    }

    @Override
    public void disconnect() {
        document.disconnect();
    }

    @Override
    public boolean knows(String mutationId) {
        return document.knows(mutationId);
    }
}
