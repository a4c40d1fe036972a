package sqlsync.codec;

/** Texts that UTF-8, which SQLite and the wire use, gives back as they were. */
public final class Surrogates {
    private Surrogates() {}

    /** Whether all surrogates come in pairs. */
    public static boolean arePaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '\uD800' || c > '\uDFFF') {
                continue;
            }
            if (c > '\uDBFF' || ++i == text.length() || !isLow(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLow(char c) {
        return c >= '\uDC00' && c <= '\uDFFF';
    }
}
