package sqlsync.worker.sqlite;

import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;

/** The class of {@code sqlite-rows.js}. */
interface JsRows extends JSObject {
    int kind(JSObject value);

    /** What a value is that cannot be bound, in words. */
    String describe(JSObject value);

    int low(JSObject value);

    int high(JSObject value);

    /** Returns the row's bytes, and UTF-16 units of text. */
    double append(int statement, JSArray<JSArray<JSObject>> columns, int integers);

    JSObject object(int statement, JSArray<JSString> names, int integers);

    JSArray<JSObject> array(int statement, int columns, int integers);
}
