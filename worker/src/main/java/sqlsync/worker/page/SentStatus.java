package sqlsync.worker.page;

import sqlsync.SqlSyncException;
import sqlsync.document.device.SyncStatus;
import sqlsync.worker.documents.DocumentStatus;
import sqlsync.worker.messages.ToPage;

/** The status of a document as pages are sent it. */
final class SentStatus {
    private SentStatus() {}

    static ToPage.SentStatus of(DocumentStatus status) {
        SqlSyncException problem = status.problem();
        SyncStatus sync = status.sync();
        return ToPage.status(
                status.readOnly() ? "read-only" : "read-write",
                problem == null ? null : ToPage.describe(problem, status.documentId(), null),
                status.storage(),
                status.unflushed(),
                status.schemaVersion(),
                sync.connection(),
                sync.pending(),
                sync.parked(),
                sync.heldForUser(),
                sync.synced(),
                sync.lastSyncedAt(),
                sync.paused(),
                sync.readOnly());
    }
}
