package sqlsync.document.local;

import sqlsync.document.Sessions;
import sqlsync.journal.DocumentLog;
import sqlsync.storage.Pages;

/**
 * A document as its journals tell it, before its reducer has looked at it.
 *
 * @param modified milliseconds since the epoch
 * @param layerBytes what the layers since the newest fold weigh
 */
record RecoveredDocument(
        String id,
        DocumentLog log,
        Pages pages,
        Sessions sessions,
        long modified,
        long layerBytes) {}
