package sqlsync.coordinator.reducer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the coordinator logs, from level INFO on, until this is closed. */
public final class HeardLines extends Handler implements AutoCloseable {
    // Held, since loggers that nobody holds are forgotten.
    private static final Logger LOGGER = Logger.getLogger("sqlsync");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Level before = LOGGER.getLevel();

    public HeardLines() {
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(this);
    }

    public List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    /** With the level before each. */
    List<String> lines() {
        return records.stream().map(each -> each.getLevel() + " " + each.getMessage()).toList();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setLevel(before);
    }
}
