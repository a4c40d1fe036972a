package sqlsync.worker.sqlite;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.NamedParameters;
import sqlsync.sqlite.Statement;

/**
 * Binds JavaScript values: integral numbers within ±(2^53 - 1) and bigints of 64 bits as INTEGER,
 * other finite numbers as REAL, booleans as 0 and 1, strings, {@code Uint8Array}s, null. Anything
 * else, and any number of values but the right one, is {@code invalid-argument}.
 */
public final class ParameterBinder {
    private static final int NULL = 1;
    private static final int INT32 = 2;
    private static final int SAFE_INTEGER = 3;
    private static final int REAL = 4;
    private static final int TEXT = 5;
    private static final int BOOLEAN = 6;
    private static final int BIGINT = 7;
    private static final int BYTES = 8;

    private static final int BYTES_PER_CHAR_MAX = 3;

    private ParameterBinder() {}

    /**
     * Gives every parameter of a statement its value.
     *
     * @param values an array; an object by name, with or without the prefix; null or undefined for
     *     none
     */
    public static void bind(Statement statement, JSObject values) {
        if (isNone(values)) {
            requireCount(statement, 0);
        } else if (isArray(values)) {
            JSArray<JSObject> array = array(values);
            requireCount(statement, array.getLength());
            for (int i = 0; i < array.getLength(); i++) {
                bind(statement, i + 1, array.get(i), Integer.toString(i + 1));
            }
        } else if (isObject(values)) {
            bindNamed(statement, values);
        } else {
            throw invalid("Parameters are an array or an object.");
        }
    }

    private static void requireCount(Statement statement, int given) {
        int wanted = statement.parameterCount();
        if (wanted != given) {
            throw invalid("The statement has " + wanted + " parameters, " + given + " were given.");
        }
    }

    private static void bindNamed(Statement statement, JSObject values) {
        JSArray<JSString> keys = keys(values);
        for (int i = 0; i < keys.getLength(); i++) {
            NamedParameters.require(statement, keys.get(i).stringValue());
        }
        int count = statement.parameterCount();
        for (int index = 1; index <= count; index++) {
            String name = NamedParameters.of(statement, index, each -> hasOwn(values, each));
            bind(statement, index, get(values, name), name);
        }
    }

    private static void bind(Statement statement, int index, JSObject value, String name) {
        JsModule module = ((BrowserSqlite) statement.wasm()).module();
        switch (module.getRows().kind(value)) {
            case NULL -> statement.bindNull(index);
            case INT32, BOOLEAN -> statement.bindInt(index, int32(value));
            case SAFE_INTEGER, BIGINT ->
                    statement.bindLong(
                            index, module.getRows().low(value), module.getRows().high(value));
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
            default -> throw NamedParameters.unusable(name, describe(value));
        }
    }

    private static SqlSyncException invalid(String message) {
        return new SqlSyncException(ErrorCode.INVALID_ARGUMENT, message);
    }

    @JSBody(params = "value", script = "return value === undefined || value === null;")
    private static native boolean isNone(JSObject value);

    @JSBody(params = "value", script = "return Array.isArray(value);")
    private static native boolean isArray(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native JSArray<JSObject> array(JSObject value);

    @JSBody(params = "value", script = "return typeof value === 'object';")
    private static native boolean isObject(JSObject value);

    @JSBody(params = "object", script = "return Object.keys(object);")
    private static native JSArray<JSString> keys(JSObject object);

    @JSBody(
            params = {"object", "key"},
            script = "return Object.prototype.hasOwnProperty.call(object, key);")
    private static native boolean hasOwn(JSObject object, String key);

    @JSBody(
            params = {"object", "key"},
            script = "return object[key];")
    private static native JSObject get(JSObject object, String key);

    /** Of a boolean too; -0 is 0. */
    @JSBody(params = "value", script = "return value | 0;")
    private static native int int32(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native double number(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native String text(JSObject value);

    @JSBody(params = "value", script = "return value.byteLength;")
    private static native int byteLength(JSObject value);

    @JSBody(
            params = "value",
            script =
                    "switch (typeof value) {"
                            + " case 'number': return String(value);"
                            + " case 'bigint': return 'beyond 64 bits';"
                            + " case 'string': return 'a string with half a surrogate pair';"
                            + " case 'object': return Array.isArray(value) ? 'an array' :"
                            + " Object.prototype.toString.call(value) === '[object Date]' ? 'a Date' : 'an object';"
                            + " default: return typeof value; }")
    private static native String describe(JSObject value);
}
