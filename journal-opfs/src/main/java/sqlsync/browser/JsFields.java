package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;

/**
 * Properties of JavaScript objects that came from elsewhere: what is missing or of another type is
 * null, or what the caller says.
 */
public final class JsFields {
    private JsFields() {}

    /** The text in a property; null where there is none. */
    @JSBody(
            params = {"object", "name"},
            script = "const value = object[name]; return typeof value === 'string' ? value : null;")
    public static native String text(JSObject object, String name);

    /** The number in a property; {@code otherwise} where there is none. */
    @JSBody(
            params = {"object", "name", "otherwise"},
            script =
                    "const value = object[name]; return typeof value === 'number' ? value :"
                            + " otherwise;")
    public static native double number(JSObject object, String name, double otherwise);

    /** Whether a property is true, or as good as true. */
    @JSBody(
            params = {"object", "name"},
            script = "return !!object[name];")
    public static native boolean flag(JSObject object, String name);

    /** Whatever is in a property; null where there is nothing. */
    @JSBody(
            params = {"object", "name"},
            script = "const value = object[name]; return value === undefined ? null : value;")
    public static native JSObject value(JSObject object, String name);

    /** The array in a property; an empty one where there is none. */
    @JSBody(
            params = {"object", "name"},
            script = "const value = object[name]; return Array.isArray(value) ? value : [];")
    public static native <T> JSArray<T> array(JSObject object, String name);

    @JSBody(
            params = {"object", "name", "value"},
            script = "object[name] = value; return object;")
    public static native <T extends JSObject> T set(T object, String name, JSObject value);

    @JSBody(
            params = {"object", "name", "value"},
            script = "object[name] = value; return object;")
    public static native <T extends JSObject> T set(T object, String name, String value);

    @JSBody(
            params = {"object", "name", "value"},
            script = "object[name] = value; return object;")
    public static native <T extends JSObject> T set(T object, String name, double value);

    @JSBody(
            params = {"object", "name", "value"},
            script = "object[name] = !!value; return object;")
    public static native <T extends JSObject> T set(T object, String name, boolean value);
}
