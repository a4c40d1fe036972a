package sqlsync.worker.documents;

import sqlsync.document.local.ImportRequest;
import sqlsync.worker.storage.Placement;

/**
 * What an {@code open} asks for.
 *
 * @param reducer absolute URL
 * @param storage auto, opfs, indexeddb or memory
 * @param user who is signed in, or null
 * @param coordinator its URL; null for a document of this device alone
 * @param token whether the page can be asked for a token
 * @param again whether this handle was open in an earlier worker, perhaps
 * @param paused whether synchronisation was stopped there
 * @param file what the document is to be made of; null where it is only to be opened
 */
public record OpenOrder(
        String id,
        String reducer,
        String storage,
        boolean create,
        String user,
        String coordinator,
        boolean token,
        boolean again,
        boolean paused,
        ImportRequest file) {

    /** Where the document is to lie. */
    Placement placement() {
        return new Placement(id, storage, file != null);
    }

    /** The same without the file, which is of no use once it is imported, and large. */
    OpenOrder withoutFile() {
        return new OpenOrder(
                id, reducer, storage, create, user, coordinator, token, again, paused, null);
    }
}
