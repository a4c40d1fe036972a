package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSBigInt;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;
import sqlsync.browser.JsBytes;
import sqlsync.sqlite.ColumnType;
import sqlsync.sqlite.Statement;

/** Interim. */
public final class Values {
    public static void bind(Statement s, JSObject params) {
        if (params == null || none(params)) {
            return;
        }
        JSArray<JSObject> array = array(params);
        for (int i = 1; i <= s.parameterCount(); i++) {
            JSObject value = array != null ? array.get(i - 1) : named(params, s.parameterName(i));
            switch (kind(value)) {
                case "null" -> s.bindNull(i);
                case "int" -> s.bindLong(i, (long) ((JSNumber) value).doubleValue());
                case "real" -> s.bindDouble(i, ((JSNumber) value).doubleValue());
                case "text" -> s.bindText(i, ((JSString) value).stringValue());
                case "bool" -> s.bindInt(i, truth(value) ? 1 : 0);
                case "bigint" -> s.bindLong(i, ((JSBigInt) value).longValue());
                case "bytes" -> s.bindBlob(i, JsBytes.of(value));
                default -> throw new IllegalArgumentException("parameter " + i);
            }
        }
    }

    public static JSObject value(Statement s, int c) {
        switch (s.columnType(c)) {
            case ColumnType.INTEGER:
                long v = s.columnLong(c);
                return v >= -9007199254740991L && v <= 9007199254740991L
                        ? JSNumber.valueOf((double) v)
                        : JSBigInt.valueOf(v);
            case ColumnType.REAL:
                return JSNumber.valueOf(s.columnDouble(c));
            case ColumnType.TEXT:
                return JSString.valueOf(s.columnText(c));
            case ColumnType.BLOB:
                return JsBytes.view(s.columnBlob(c));
            default:
                return null;
        }
    }

    @JSBody(params = "p", script = "return p === undefined;")
    private static native boolean none(JSObject p);

    @JSBody(params = "p", script = "return Array.isArray(p) ? p : null;")
    private static native JSArray<JSObject> array(JSObject p);

    @JSBody(
            params = {"p", "n"},
            script = "return p[n.slice(1)];")
    private static native JSObject named(JSObject p, String n);

    @JSBody(params = "p", script = "return p;")
    private static native boolean truth(JSObject p);

    @JSBody(
            params = "v",
            script =
                    "return v === null ? 'null' : typeof v === 'number' ? (Number.isSafeInteger(v) ? 'int' : 'real') : typeof v === 'string' ? 'text' : typeof v === 'boolean' ? 'bool' : typeof v === 'bigint' ? 'bigint' : v instanceof Uint8Array ? 'bytes' : 'other';")
    private static native String kind(JSObject v);
}
