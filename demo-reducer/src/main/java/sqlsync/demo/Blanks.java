package sqlsync.demo;

/**
 * Trims as JavaScript does, for {@code todo.js} does: {@code String.strip} leaves no-break spaces,
 * and {@code String.trim} takes control characters.
 */
final class Blanks {
    private static final String BLANK =
            "\t\n\u000B\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
                    + "\u2028\u2029\u202F\u205F\u3000\uFEFF";

    private Blanks() {}

    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return BLANK.indexOf(c) >= 0;
    }
}
