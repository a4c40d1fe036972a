package sqlsync.codec;

/**
 * Letters and digits as SQLite knows them: those of ASCII. Compiled to JavaScript, the tables of
 * Unicode in the class library weigh several kilobytes.
 */
public final class Ascii {
    private Ascii() {}

    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    public static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    public static boolean equalsIgnoreCase(String a, String b) {
        return a.length() == b.length() && startsIgnoringCase(a, 0, b);
    }

    public static boolean containsIgnoringCase(String text, String part) {
        for (int at = 0; at <= text.length() - part.length(); at++) {
            if (startsIgnoringCase(text, at, part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsIgnoringCase(String text, int at, String part) {
        for (int i = 0; i < part.length(); i++) {
            if (upper(text.charAt(at + i)) != upper(part.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
