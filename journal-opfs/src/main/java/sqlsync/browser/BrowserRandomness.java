package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import sqlsync.codec.ByteReader;
import sqlsync.platform.Randomness;

/** The browser's cryptographic random numbers. */
public final class BrowserRandomness implements Randomness {
    /** {@code getRandomValues} gives no more bytes at once. */
    private static final int BYTES_MAX = 65_536;

    @Override
    public void fill(byte[] bytes) {
        for (int from = 0; from < bytes.length; from += BYTES_MAX) {
            randomize(bytes, from, Math.min(bytes.length, from + BYTES_MAX));
        }
    }

    @Override
    public long bits64() {
        byte[] bytes = new byte[8];
        fill(bytes);
        return new ByteReader(bytes).i64();
    }

    @JSBody(
            params = {"bytes", "from", "to"},
            script = "crypto.getRandomValues(bytes.subarray(from, to));")
    private static native void randomize(@JSByRef byte[] bytes, int from, int to);
}
