package sqlsync.document.device;

import sqlsync.document.Sessions;
import sqlsync.journal.DocumentLog;
import sqlsync.storage.Pages;

/**
 * A {@link SyncedDocument} as its journals tell it, before its reducer has looked at it.
 *
 * @param layerBytes what the layers since the newest fold weigh
 */
record SyncedState(
        String id,
        DocumentLog log,
        Pages pages,
        Sessions sessions,
        DeviceNotes notes,
        UnsettledMutations mutations,
        SyncedBase base,
        long layerBytes) {}
