package sqlsync.document.device;

import sqlsync.SqlSyncException;

/**
 * How a document stands with its coordinator.
 *
 * @param connection {@code disconnected}, {@code connecting}, {@code connected}, {@code
 *     unauthorized}, {@code incompatible}, {@code unknown-reducer}, {@code not-found} or {@code
 *     deleted}
 * @param problem null where there is none
 * @param pending mutations that are not settled
 * @param parked of these, those that fail on the newest state
 * @param heldForUser of these, those that another user made than who was signed in last, and that
 *     wait for them
 * @param synced caught up with the coordinator, and nothing pending
 * @param lastSyncedAt milliseconds since the epoch, 0 for never
 * @param paused {@link SyncedDocument#disconnect} was called last
 * @param readOnly the coordinator has said that this user may only read
 */
public record SyncStatus(
        String connection,
        SqlSyncException problem,
        int pending,
        int parked,
        int heldForUser,
        boolean synced,
        long lastSyncedAt,
        boolean paused,
        boolean readOnly) {}
