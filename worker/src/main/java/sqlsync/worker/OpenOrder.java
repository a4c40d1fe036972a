package sqlsync.worker;

import org.teavm.jso.JSObject;
import sqlsync.browser.JsFields;

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
        boolean paused) {

    /** Reads the message. */
    static OpenOrder of(JSObject message) {
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
                JsFields.flag(message, "paused"));
    }
}
