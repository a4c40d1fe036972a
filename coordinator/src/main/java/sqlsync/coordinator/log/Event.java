package sqlsync.coordinator.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the log: a name, and what belongs to it as {@code key=value} (logfmt). Values are in
 * quotes where they need them; nothing breaks a line.
 */
public final class Event {
    private static final Logger LOG = LoggerFactory.getLogger("sqlsync");

    private final StringBuilder line;

    private Event(String name) {
        line = new StringBuilder("event=").append(name);
    }

    public static Event of(String name) {
        return new Event(name);
    }

    /** Null is left out. */
    public Event with(String key, Object value) {
        if (value != null) {
            line.append(' ').append(key).append('=');
            append(line, value.toString());
        }
        return this;
    }

    public void info() {
        LOG.info(line.toString());
    }

    public void debug() {
        LOG.debug(line.toString());
    }

    public void warn() {
        LOG.warn(line.toString());
    }

    public void error(Throwable problem) {
        LOG.error(line.toString(), problem);
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
                    if (c < ' ' || c == 127 || c == '\u2028' || c == '\u2029') {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }
}
