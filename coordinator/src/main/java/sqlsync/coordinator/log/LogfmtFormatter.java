package sqlsync.coordinator.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import sqlsync.coordinator.health.FatalErrors;

/** Every record as one line of logfmt on the error output, other libraries' included. */
public final class LogfmtFormatter extends Formatter {
    private static Logger ours;

    private final FatalErrors fatal;

    /**
     * @param fatal is shown every problem that is logged: libraries log errors and go on
     */
    LogfmtFormatter(FatalErrors fatal) {
        this.fatal = fatal;
    }

    /** From here on the process logs so: our own from INFO, others from WARNING. */
    public static void install(FatalErrors fatal) {
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new LogfmtFormatter(fatal));
        console.setLevel(Level.ALL);
        console.setFilter(LogfmtFormatter::isWritten);
        root.addHandler(console);
        root.setLevel(Level.WARNING);
        // Kept, for the system holds loggers weakly.
        ours = Logger.getLogger("sqlsync");
        ours.setLevel(Level.INFO);
    }

    /** Our own events have limits by their names; others, by who logs. */
    static boolean isWritten(LogRecord record) {
        return record instanceof EventRecord || LogLimit.leftOutBefore(record.getLoggerName()) >= 0;
    }

    @Override
    public String format(LogRecord record) {
        fatal.check(record.getThrown());
        StringBuilder line = new StringBuilder("time=");
        line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS));
        line.append(" level=").append(level(record.getLevel()));
        if (record instanceof EventRecord) {
            line.append(' ').append(record.getMessage());
        } else {
            line.append(" logger=").append(record.getLoggerName()).append(" message=");
            Logfmt.append(line, formatMessage(record));
        }
        if (record.getThrown() != null) {
            line.append(" problem=");
            Logfmt.append(line, trace(record.getThrown()));
        }
        return line.append('\n').toString();
    }

    private static String level(Level level) {
        String name = level == Level.SEVERE ? "error" : level == Level.WARNING ? "warn" : null;
        name = level == Level.FINE || level == Level.FINER ? "debug" : name;
        return name == null ? level.getName().toLowerCase(Locale.ROOT) : name;
    }

    private static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }
}
