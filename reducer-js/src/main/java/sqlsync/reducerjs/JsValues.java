package sqlsync.reducerjs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;
import sqlsync.application.Value;

/** JavaScript's values to {@link Value}s, and back. */
final class JsValues {
    private static final int UNDEFINED = 0;
    private static final int NULL = 1;
    private static final int BOOLEAN = 2;
    private static final int NUMBER = 3;
    private static final int BIGINT = 4;
    private static final int STRING = 5;
    private static final int BYTES = 6;
    private static final int ARRAY = 7;
    private static final int OBJECT = 8;

    private JsValues() {}

    /**
     * @throws IllegalArgumentException for a bigint beyond 64 bits, and for what no argument and no
     *     row is, such as a function
     */
    static Value toValue(JSObject value) {
        return switch (kind(value)) {
            case UNDEFINED -> Value.UNDEFINED;
            case NULL -> Value.NULL;
            case BOOLEAN -> Value.of(bool(value));
            case NUMBER -> Value.number(number(value));
            case BIGINT -> integer(value);
            case STRING -> Value.of(text(value));
            case BYTES -> Value.of(bytes(value));
            case ARRAY -> list(value);
            case OBJECT -> object(value);
            default -> throw new IllegalArgumentException("A " + type(value) + " is no value.");
        };
    }

    private static Value integer(JSObject bigint) {
        if (!fits64Bits(bigint)) {
            throw new IllegalArgumentException(
                    "The integer " + asText(bigint) + " does not fit 64 bits.");
        }
        return Value.of((long) high(bigint) << 32 | low(bigint) & 0xFFFFFFFFL);
    }

    private static Value list(JSObject value) {
        JSArray<JSObject> array = array(value);
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < array.getLength(); i++) {
            items.add(toValue(array.get(i)));
        }
        return Value.of(items);
    }

    private static Value object(JSObject value) {
        JSArray<JSString> names = names(value);
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < names.getLength(); i++) {
            String name = names.get(i).stringValue();
            fields.put(name, toValue(field(value, name)));
        }
        return Value.of(fields);
    }

    static JSObject fromValue(Value value) {
        if (value.isText()) {
            return JSString.valueOf(value.text());
        }
        if (value.isInteger()) {
            long integer = value.integer();
            return integer >= -Value.SAFE_INTEGER_MAX && integer <= Value.SAFE_INTEGER_MAX
                    ? JSNumber.valueOf((double) integer)
                    : bigint((int) (integer >> 32), (int) integer);
        }
        if (value.isReal()) {
            return JSNumber.valueOf(value.real());
        }
        if (value.isBoolean()) {
            return JSBoolean.valueOf(value.bool());
        }
        if (value.isBytes()) {
            return uint8Array(value.bytes());
        }
        if (value.isList()) {
            JSArray<JSObject> array = new JSArray<>();
            for (Value item : value.items()) {
                array.push(fromValue(item));
            }
            return array;
        }
        if (value.isObject()) {
            JSObject object = newObject();
            for (Map.Entry<String, Value> field : value.fields().entrySet()) {
                define(object, field.getKey(), fromValue(field.getValue()));
            }
            return object;
        }
        return value.isNull() ? null : undefined();
    }

    /** Bytes also of another window. */
    @JSBody(
            params = "value",
            script =
                    """
                    switch (typeof value) {
                      case 'undefined': return 0;
                      case 'boolean': return 2;
                      case 'number': return 3;
                      case 'bigint': return 4;
                      case 'string': return 5;
                      case 'object':
                        if (value === null) return 1;
                        if (ArrayBuffer.isView(value) && value[Symbol.toStringTag] === 'Uint8Array') return 6;
                        return Array.isArray(value) ? 7 : 8;
                      default: return 9;
                    }
                    """)
    private static native int kind(JSObject value);

    @JSBody(params = "value", script = "return typeof value;")
    private static native String type(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native boolean bool(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native double number(JSObject value);

    @JSBody(params = "value", script = "return value;")
    private static native String text(JSObject value);

    @JSBody(params = "value", script = "return String(value);")
    private static native String asText(JSObject value);

    @JSBody(params = "value", script = "return BigInt.asIntN(64, value) === value;")
    private static native boolean fits64Bits(JSObject value);

    @JSBody(params = "value", script = "return Number(BigInt.asIntN(32, value));")
    private static native int low(JSObject value);

    @JSBody(params = "value", script = "return Number(BigInt.asIntN(32, value >> BigInt(32)));")
    private static native int high(JSObject value);

    @JSBody(
            params = {"high", "low"},
            script = "return (BigInt(high) << BigInt(32)) | BigInt(low >>> 0);")
    private static native JSObject bigint(int high, int low);

    @JSBody(
            params = "view",
            script = "return new Int8Array(view.buffer, view.byteOffset, view.byteLength);")
    @JSByRef
    private static native byte[] bytes(JSObject view);

    @JSBody(
            params = "bytes",
            script = "return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);")
    private static native JSObject uint8Array(@JSByRef byte[] bytes);

    @JSBody(params = "value", script = "return value;")
    private static native JSArray<JSObject> array(JSObject value);

    @JSBody(params = "object", script = "return Object.keys(object);")
    private static native JSArray<JSString> names(JSObject object);

    @JSBody(
            params = {"object", "name"},
            script = "return object[name];")
    private static native JSObject field(JSObject object, String name);

    @JSBody(script = "return {};")
    private static native JSObject newObject();

    /** So that a field named __proto__ is one like any other. */
    @JSBody(
            params = {"object", "name", "value"},
            script =
                    "Object.defineProperty(object, name, { value: value, enumerable: true,"
                            + " writable: true, configurable: true });")
    private static native void define(JSObject object, String name, JSObject value);

    @JSBody(script = "return undefined;")
    private static native JSObject undefined();
}
