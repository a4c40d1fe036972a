package sqlsync.coordinator.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the log: a name, and what belongs to it as {@code key=value} (logfmt). Values are in
 * quotes where they need them; nothing breaks a line, or shows as something else than it is.
 *
 * <p>Events of one name are limited, whoever causes them: beyond {@link LogLimit}'s rate they are
 * counted, and the next line that is written has the count as {@code left_out}.
 */
public final class Event {
    private static final Logger LOG = LoggerFactory.getLogger("sqlsync");

    private static final int VALUE_CHARS_MAX = 2_000;

    private final StringBuilder line;

    /** Null where the caller keeps a limit of its own. */
    private final String limited;

    private Event(String name, String limited) {
        this.limited = limited;
        line = new StringBuilder("event=").append(name);
    }

    public static Event of(String name) {
        return new Event(name, name);
    }

    /** One whose rate the caller limits. */
    public static Event unlimited(String name) {
        return new Event(name, null);
    }

    /** One line for each name of which lines were left out, with their count. */
    public static void tellLeftOut() {
        LogLimit.takeLeftOut()
                .forEach(
                        (name, count) ->
                                LOG.info(
                                        of("left-out")
                                                .with("of", name)
                                                .with("left_out", count)
                                                .line
                                                .toString()));
    }

    /** Null is left out. */
    public Event with(String key, Object value) {
        if (value != null) {
            line.append(' ').append(key).append('=');
            String text = value.toString();
            append(
                    line,
                    text.length() <= VALUE_CHARS_MAX
                            ? text
                            : text.substring(0, VALUE_CHARS_MAX) + "...");
        }
        return this;
    }

    public void info() {
        if (isWritten()) {
            LOG.info(line.toString());
        }
    }

    private boolean isWritten() {
        if (limited == null) {
            return true;
        }
        long leftOut = LogLimit.leftOutBefore(limited);
        if (leftOut > 0) {
            with("left_out", leftOut);
        }
        return leftOut >= 0;
    }

    public void debug() {
        LOG.debug(line.toString());
    }

    public void warn() {
        if (isWritten()) {
            LOG.warn(line.toString());
        }
    }

    public void error(Throwable problem) {
        if (isWritten()) {
            LOG.error(line.toString(), problem);
        }
    }

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
