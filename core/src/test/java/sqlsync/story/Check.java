package sqlsync.story;

import java.util.Arrays;
import java.util.Objects;
import sqlsync.codec.MalformedException;

/** What stories find out; a check that fails throws an {@link AssertionError}. */
public final class Check {
    /** A message shows so many characters of a value. */
    private static final int SHOWN_MAX = 400;

    private Check() {}

    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    public static void same(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(
                    what + ": expected " + shown(expected) + ", was " + shown(actual));
        }
    }

    public static void bytes(byte[] expected, byte[] actual, String what) {
        if (!Arrays.equals(expected, actual)) {
            int at = Arrays.mismatch(expected, actual);
            throw new AssertionError(
                    what
                            + ": expected "
                            + expected.length
                            + " bytes, were "
                            + actual.length
                            + ", the first that differs is at "
                            + at);
        }
    }

    /** Bytes that are none of ours are refused, and in no other way than this. */
    public static void malformed(String what, Runnable reading) {
        try {
            reading.run();
        } catch (MalformedException refused) {
            return;
        }
        throw new AssertionError(what + " was taken for sound");
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
