package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;

/** Bytes across the border of Java and JavaScript: a {@code byte[]} is an {@code Int8Array}. */
public final class JsBytes {
    private JsBytes() {}

    /**
     * The same bytes as an {@code Int8Array} with a buffer of its own: cloning a view clones all
     * that it is a view of.
     */
    @JSBody(
            params = "bytes",
            script = "return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();")
    public static native JSObject whole(@JSByRef byte[] bytes);

    /** The same bytes as a {@code Uint8Array}, not copied. */
    @JSBody(
            params = "bytes",
            script = "return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);")
    public static native JSObject view(@JSByRef byte[] bytes);

    /** The bytes of any typed array or view, not copied. */
    public static byte[] of(JSObject view) {
        return bytes(view);
    }

    @JSBody(
            params = "view",
            script = "return new Int8Array(view.buffer, view.byteOffset, view.byteLength);")
    @JSByRef
    private static native byte[] bytes(JSObject view);
}
