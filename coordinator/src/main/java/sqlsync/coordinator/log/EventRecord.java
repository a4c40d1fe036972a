package sqlsync.coordinator.log;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.event.DefaultLoggingEvent;
import org.slf4j.event.KeyValuePair;

/**
 * One of our own lines: its message is fields of logfmt, the first of which is the event's name.
 */
final class EventRecord extends LogRecord {
    private static final long serialVersionUID = 1;

    EventRecord(DefaultLoggingEvent event) {
        super(level(event.getLevel()), fields(event));
        setLoggerName(event.getLoggerName());
        setThrown(event.getThrowable());
    }

    private static String fields(DefaultLoggingEvent event) {
        StringBuilder line = new StringBuilder();
        Logfmt.append(line, "event", event.getMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair each : event.getKeyValuePairs()) {
                Logfmt.append(line, each.key, each.value);
            }
        }
        return line.toString();
    }

    /** As {@code slf4j-jdk14} does it. */
    static Level level(org.slf4j.event.Level level) {
        return switch (level) {
            case TRACE -> Level.FINEST;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }
}
