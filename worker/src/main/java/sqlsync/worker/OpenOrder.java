package sqlsync.worker;

import org.teavm.jso.JSObject;
import sqlsync.browser.JsBytes;
import sqlsync.browser.JsFields;
import sqlsync.document.local.ImportRequest;

/**
 * What an {@code open} asks for.
 *
 * @param reducer absolute URL
 * @param storage auto, opfs, indexeddb or memory
 * @param strict whether a mutation is answered when it is durable, rather than when it is applied
 * @param user who is signed in, or null
 * @param coordinator its URL; null for a document of this device alone
 * @param token whether the page can be asked for a token
 * @param again whether this handle was open in an earlier worker, perhaps
 * @param paused whether synchronisation was stopped there
 * @param file what the document is to be made of; null where it is only to be opened
 */
record OpenOrder(
        String id,
        String reducer,
        String storage,
        boolean strict,
        boolean create,
        String user,
        String coordinator,
        boolean token,
        boolean again,
        boolean paused,
        ImportRequest file) {

    /** Reads the message. */
    static OpenOrder of(JSObject message, String session) {
        String storage = JsFields.text(message, "storage");
        return new OpenOrder(
                JsFields.text(message, "id"),
                JsFields.text(message, "reducer"),
                storage == null ? "auto" : storage,
                !"relaxed".equals(JsFields.text(message, "durability")),
                JsFields.value(message, "create") == null || JsFields.flag(message, "create"),
                JsFields.text(message, "user"),
                JsFields.text(message, "coordinator"),
                JsFields.flag(message, "token"),
                JsFields.flag(message, "again"),
                JsFields.flag(message, "paused"),
                file(message, session));
    }

    /** The same without the file, which is of no use once it is imported, and large. */
    OpenOrder withoutFile() {
        return new OpenOrder(
                id,
                reducer,
                storage,
                strict,
                create,
                user,
                coordinator,
                token,
                again,
                paused,
                null);
    }

    private static ImportRequest file(JSObject message, String session) {
        JSObject file = JsFields.value(message, "file");
        return file == null
                ? null
                : new ImportRequest(
                        session,
                        (long) JsFields.number(message, "n", 0),
                        JsBytes.of(file),
                        (int) JsFields.number(message, "schemaVersion", -1));
    }
}
