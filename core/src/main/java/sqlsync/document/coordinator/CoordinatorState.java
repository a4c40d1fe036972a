package sqlsync.document.coordinator;

import sqlsync.journal.DocumentLog;
import sqlsync.storage.Pages;

/**
 * A coordinator's document as its journals tell it.
 *
 * @param modified milliseconds since the epoch
 * @param layerBytes what the layers since the newest fold weigh
 * @param notesBytes what the notes in the device journal weigh
 */
record CoordinatorState(
        DocumentLog log,
        Pages pages,
        CoordinatorNotes notes,
        long modified,
        long layerBytes,
        long notesBytes) {}
