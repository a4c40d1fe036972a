package sqlsync.worker.documents;

import java.util.Objects;
import sqlsync.SqlSyncException;
import sqlsync.document.device.SyncStatus;

/**
 * What a page may know of the state of a document: {@code DocumentStatus} of the contract.
 *
 * @param readOnly nothing can be written, {@code problem} says why
 * @param problem null where there is none
 * @param storage name of the back end
 * @param unflushed mutations that are applied and not durable
 * @param sync how it stands with its coordinator
 */
public record DocumentStatus(
        String documentId,
        boolean readOnly,
        SqlSyncException problem,
        String storage,
        int unflushed,
        int schemaVersion,
        SyncStatus sync) {

    /** Whether a page that knows {@code other} would learn nothing from this. */
    boolean saysTheSameAs(DocumentStatus other) {
        return readOnly == other.readOnly
                && unflushed == other.unflushed
                && schemaVersion == other.schemaVersion
                && sync.connection().equals(other.sync.connection())
                && sync.pending() == other.sync.pending()
                && sync.parked() == other.sync.parked()
                && sync.heldForUser() == other.sync.heldForUser()
                && sync.synced() == other.sync.synced()
                && sync.lastSyncedAt() == other.sync.lastSyncedAt()
                && sync.paused() == other.sync.paused()
                && sync.readOnly() == other.sync.readOnly()
                && same(problem, other.problem);
    }

    private static boolean same(SqlSyncException one, SqlSyncException other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.code() == other.code()
                && Objects.equals(one.getMessage(), other.getMessage())
                && Objects.equals(one.reason(), other.reason())
                && Objects.equals(one.thrown(), other.thrown());
    }
}
