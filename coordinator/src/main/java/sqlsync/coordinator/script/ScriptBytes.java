package sqlsync.coordinator.script;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * Bytes of scripts, converted and copied in bulk: the interpreter of JavaScript needs a microsecond
 * and more for each byte that it handles itself.
 */
final class ScriptBytes {
    /** Names of two functions for {@code environment.js}, which takes them away from scripts. */
    private static final String FROM_BASE64 = "sqlsyncFromBase64";

    private static final String TO_BASE64 = "sqlsyncToBase64";

    private ScriptBytes() {}

    static void offerTo(Context context) {
        Value globals = context.getBindings("js");
        globals.putMember(FROM_BASE64, (ProxyExecutable) a -> fromBase64(a[0].asString()));
        globals.putMember(TO_BASE64, (ProxyExecutable) a -> toBase64(a[0]));
    }

    /** Null for a text that is not strictly base64: what to make of it, JavaScript knows. */
    private static ByteBuffer fromBase64(String text) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException lax) {
            return null;
        }
    }

    private static String toBase64(Value array) {
        return Base64.getEncoder().encodeToString(read(array));
    }

    /** A copy of a Uint8Array. */
    static byte[] read(Value array) {
        byte[] bytes = new byte[array.getMember("byteLength").asInt()];
        int offset = array.getMember("byteOffset").asInt();
        array.getMember("buffer").readBuffer(offset, bytes, 0, bytes.length);
        return bytes;
    }
}
