package sqlsync.coordinator.log;

/**
 * Writes {@code key=value} (logfmt). Values are in quotes where they need them; nothing breaks a
 * line, or shows as something else than it is.
 */
final class Logfmt {
    private static final int VALUE_CHARS_MAX = 2_000;

    private Logfmt() {}

    /** Appends a field, and cuts a value that is too long. Null is left out. */
    static void append(StringBuilder line, String key, Object value) {
        if (value != null) {
            String text = value.toString();
            line.append(line.isEmpty() ? "" : " ").append(key).append('=');
            append(
                    line,
                    text.length() <= VALUE_CHARS_MAX
                            ? text
                            : text.substring(0, VALUE_CHARS_MAX) + "...");
        }
    }

    /** Appends a value of any length. */
    static void append(StringBuilder line, String value) {
        boolean plain = !value.isEmpty();
        for (int i = 0; plain && i < value.length(); i++) {
            char c = value.charAt(i);
            plain = c > ' ' && c < 127 && c != '"' && c != '=' && c != '\\';
        }
        if (plain) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    int point = value.codePointAt(i);
                    if (isShown(point)) {
                        line.appendCodePoint(point);
                    } else {
                        boolean basic = Character.isBmpCodePoint(point);
                        line.append(String.format(basic ? "\\u%04x" : "\\u{%x}", point));
                    }
                    i += Character.charCount(point) - 1;
                }
            }
        }
        line.append('"');
    }

    /** Not what moves, hides or breaks the text around it, or half a character. */
    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
