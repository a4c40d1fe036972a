package sqlsync.worker;

import org.teavm.jso.JSObject;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.browser.JsFields;
import sqlsync.document.ImportRequest;

/**
 * What an {@code open} asks for.
 *
 * @param reducer absolute URL
 * @param storage auto, opfs, indexeddb or memory
 * @param strict whether a mutation is answered when it is durable, rather than when it is applied
 * @param user who is signed in, or null
 * @param file what the document is to be made of; null where it is only to be opened
 */
record OpenOrder(
        String id,
        String reducer,
        String storage,
        boolean strict,
        boolean create,
        String user,
        ImportRequest file) {

    /** Reads the message, and refuses what this version cannot do. */
    static OpenOrder of(JSObject message, String session) {
        if (JsFields.text(message, "coordinator") != null) {
            throw new SqlSyncException(
                    ErrorCode.UNSUPPORTED,
                    "This version keeps documents on this device only: leave out coordinator.");
        }
        String storage = JsFields.text(message, "storage");
        return new OpenOrder(
                JsFields.text(message, "id"),
                JsFields.text(message, "reducer"),
                storage == null ? "auto" : storage,
                !"relaxed".equals(JsFields.text(message, "durability")),
                JsFields.value(message, "create") == null || JsFields.flag(message, "create"),
                JsFields.text(message, "user"),
                file(message, session));
    }

    /** The same without the file, which is of no use once it is imported, and large. */
    OpenOrder withoutFile() {
        return new OpenOrder(id, reducer, storage, strict, create, user, null);
    }

    private static ImportRequest file(JSObject message, String session) {
        JSObject file = JsFields.value(message, "file");
        return file == null
                ? null
                : new ImportRequest(
                        session, (long) JsFields.number(message, "n", 0), JsBytes.of(file));
    }
}
