package sqlsync.coordinator.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogfmtFormatterTest {
    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("org.example");
        record.setInstant(Instant.parse("2026-11-25T02:03:04.567891Z"));
        return record;
    }

    @Test
    void oursAndOthersAreOneLineEach() {
        LogfmtFormatter formatter = new LogfmtFormatter();
        assertEquals(
                "time=2026-11-25T02:03:04.567Z level=info event=opened document=a\n",
                formatter.format(record(Level.INFO, "event=opened document=a")));
        assertEquals(
                "time=2026-11-25T02:03:04.567Z level=warn logger=org.example message=\"two\\nlines\"\n",
                formatter.format(record(Level.WARNING, "two\nlines")));
    }

    @Test
    void aProblemIsInTheLineOfItsEvent() {
        LogRecord record = record(Level.SEVERE, "event=failed");
        record.setThrown(new IllegalStateException("no\nway"));
        String line = new LogfmtFormatter().format(record);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.contains("level=error event=failed problem=\"java.lang.Illegal"), line);
    }

    @Test
    void valuesThatForgeFieldsAreQuoted() {
        StringBuilder line = new StringBuilder();
        Event.append(line, "a b=\"c\"\u2028\0");
        assertEquals("\"a b=\\\"c\\\"\\u2028\\u0000\"", line.toString());
    }
}
