package sqlsync.coordinator.log;

import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.spi.DefaultLoggingEventBuilder;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Our own lines of the log, by SLF4J's builder: the message is the name of an event, key-values are
 * what belongs to it.
 *
 * <pre>{@code
 * EventLog.atWarn().addKeyValue("document", id).addKeyValue("message", why).log("storage-failed");
 * }</pre>
 *
 * <p>The rate of events of one name is limited ({@link LogLimit}). Those beyond it are counted, and
 * the next line that is written has the count as {@code left_out}.
 *
 * <p>The lines go to the logger {@code sqlsync} of {@code java.util.logging} directly, since {@code
 * slf4j-jdk14} drops key-values.
 */
public final class EventLog {
    private static final String NAME = "sqlsync";

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(NAME);

    // Held, since the system holds loggers weakly.
    private static final Logger RECORDS = Logger.getLogger(NAME);

    private EventLog() {}

    public static LoggingEventBuilder atDebug() {
        return unlimited(Level.DEBUG);
    }

    public static LoggingEventBuilder atInfo() {
        return at(Level.INFO, true);
    }

    public static LoggingEventBuilder atWarn() {
        return at(Level.WARN, true);
    }

    public static LoggingEventBuilder atError() {
        return at(Level.ERROR, true);
    }

    /** For an event whose rate the caller limits. */
    public static LoggingEventBuilder unlimited(Level level) {
        return at(level, false);
    }

    /** One line for each name of which lines were left out, with their count. */
    public static void tellLeftOut() {
        LogLimit.takeLeftOut()
                .forEach(
                        (name, count) ->
                                unlimited(Level.INFO)
                                        .addKeyValue("of", name)
                                        .addKeyValue("left_out", count)
                                        .log("left-out"));
    }

    private static LoggingEventBuilder at(Level level, boolean limited) {
        return RECORDS.isLoggable(EventRecord.level(level))
                ? new Builder(level, limited)
                : NOPLoggingEventBuilder.singleton();
    }

    private static final class Builder extends DefaultLoggingEventBuilder {
        private final boolean limited;

        Builder(Level level, boolean limited) {
            super(LOG, level);
            this.limited = limited;
        }

        @Override
        protected void log(LoggingEvent logged) {
            long leftOut = limited ? LogLimit.leftOutBefore(logged.getMessage()) : 0;
            if (leftOut > 0) {
                addKeyValue("left_out", leftOut);
            }
            if (leftOut >= 0) {
                RECORDS.log(new EventRecord(loggingEvent));
            }
        }
    }
}
