package sqlsync.worker.sqlite;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.sqlite.ParameterBinder;
import sqlsync.sqlite.ParameterSource;
import sqlsync.sqlite.Statement;

/**
 * Parameters in JavaScript's values: an array; an object by name; null or undefined for none.
 * Integral numbers within ±(2^53 - 1) and bigints of 64 bits are bound as INTEGER, other finite
 * numbers as REAL, booleans as 0 and 1; strings, {@code Uint8Array}s and null as what they are.
 */
public final class JsParameters implements ParameterSource {
    private static final int NULL = 1;
    private static final int INT32 = 2;
    private static final int SAFE_INTEGER = 3;
    private static final int REAL = 4;
    private static final int TEXT = 5;
    private static final int BOOLEAN = 6;
    private static final int BIGINT = 7;
    private static final int BYTES = 8;

    private static final int BYTES_PER_CHAR_MAX = 3;

    private final JsModule module;
    private final JSArray<JSObject> values;

    /** Null where values go by position. */
    private final JSArray<JSString> keys;

    private JsParameters(JsModule module, JSObject given) {
        this.module = module;
        this.keys = keys(given);
        this.values = values(given, keys);
    }

    /** Gives every parameter of a statement its value. */
    public static void bind(Statement statement, JSObject given) {
        JsModule module = ((BrowserSqlite) statement.wasm()).module();
        ParameterBinder.bind(statement, new JsParameters(module, given));
    }

    @Override
    public int count() {
        return values == null ? NO_PARAMETERS : values.getLength();
    }

    @Override
    public String[] names() {
        if (keys == null) {
            return null;
        }
        String[] names = new String[keys.getLength()];
        for (int i = 0; i < names.length; i++) {
            names[i] = keys.get(i).stringValue();
        }
        return names;
    }

    @Override
    public String bind(Statement statement, int index, int place) {
        JSObject value = values.get(place);
        JsRows rows = module.getRows();
        switch (rows.kind(value)) {
            case NULL -> statement.bindNull(index);
            case INT32, BOOLEAN -> statement.bindInt(index, int32(value));
            case SAFE_INTEGER, BIGINT ->
                    statement.bindLong(index, rows.low(value), rows.high(value));
            case REAL -> statement.bindDouble(index, number(value));
            case TEXT -> {
                String text = text(value);
                int at = statement.room(text.length() * BYTES_PER_CHAR_MAX);
                statement.bindRoom(index, module.getMemory().writeText(at, text), true);
            }
            case BYTES -> {
                int length = byteLength(value);
                module.getMemory().writeBytes(statement.room(length), value);
                statement.bindRoom(index, length, false);
            }
            default -> {
                return rows.describe(value);
            }
        }
        return null;
    }

    @JSBody(
            params = "given",
            script =
                    "return typeof given === 'object' && given !== null && !Array.isArray(given)"
                            + " ? Object.keys(given) : null;")
    private static native JSArray<JSString> keys(JSObject given);

    /** Null where they are neither an array nor an object. */
    @JSBody(
            params = {"given", "keys"},
            script =
                    "return keys !== null ? keys.map(key => given[key])"
                            + " : Array.isArray(given) ? given"
                            + " : given === undefined || given === null ? [] : null;")
    private static native JSArray<JSObject> values(JSObject given, JSArray<JSString> keys);

    /** Of a boolean too; -0 is 0. */
    @JSBody(params = "value", script = "return value | 0;")
    private static native int int32(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native double number(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native String text(JSObject value);

    @JSBody(params = "value", script = "return value.byteLength;")
    private static native int byteLength(JSObject value);
}
