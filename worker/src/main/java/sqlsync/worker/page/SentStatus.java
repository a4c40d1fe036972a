package sqlsync.worker.page;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.SqlSyncException;
import sqlsync.document.device.SyncStatus;
import sqlsync.worker.documents.DocumentStatus;
import sqlsync.worker.messages.ToPage;

/** The status of a document as pages are sent it. */
final class SentStatus {
    private SentStatus() {}

    /** The fields of {@code DocumentStatus}. */
    static JSObject of(DocumentStatus status) {
        SqlSyncException problem = status.problem();
        SyncStatus sync = status.sync();
        return with(
                status(
                        status.readOnly() ? "read-only" : "read-write",
                        problem == null
                                ? null
                                : ToPage.describe(problem, status.documentId(), null),
                        status.storage(),
                        status.unflushed(),
                        status.schemaVersion()),
                sync.connection(),
                sync.pending(),
                sync.parked(),
                sync.heldForUser(),
                sync.synced(),
                sync.lastSyncedAt(),
                sync.paused());
    }

    @JSBody(
            params = {"mode", "problem", "storage", "unflushed", "schemaVersion"},
            script =
                    """
                    return {
                        mode: mode, problem: problem, storage: storage, unflushed: unflushed,
                        schemaVersion: schemaVersion
                    };
                    """)
    private static native JSObject status(
            String mode, JSObject problem, String storage, int unflushed, int schemaVersion);

    @JSBody(
            params = {
                "status",
                "connection",
                "pending",
                "parked",
                "held",
                "synced",
                "at",
                "paused"
            },
            script =
                    """
                    return Object.assign(status, {
                        connection: connection, pending: pending, parked: parked, heldForUser: held,
                        synced: !!synced, lastSyncedAt: at === 0 ? null : at, paused: !!paused
                    });
                    """)
    private static native JSObject with(
            JSObject status,
            String connection,
            int pending,
            int parked,
            int held,
            boolean synced,
            double at,
            boolean paused);
}
