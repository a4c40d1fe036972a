package sqlsync.coordinator.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import sqlsync.coordinator.health.FatalErrors;

class LogfmtFormatterTest {
    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("org.example");
        record.setInstant(Instant.parse("2026-11-25T02:03:04.567891Z"));
        return record;
    }

    @Test
    void oursAndOthersAreOneLineEach() {
        LogfmtFormatter formatter = new LogfmtFormatter(new FatalErrors(code -> {}));
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
        String line = new LogfmtFormatter(new FatalErrors(code -> {})).format(record);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.contains("level=error event=failed problem=\"java.lang.Illegal"), line);
    }

    @Test
    void valuesThatForgeFieldsAreQuoted() {
        StringBuilder line = new StringBuilder();
        Event.append(line, "a b=\"c\"\u2028\0");
        assertEquals("\"a b=\\\"c\\\"\\u2028\\u0000\"", line.toString());
    }

    @Test
    void whatHidesOrTurnsTextIsEscaped() {
        StringBuilder line = new StringBuilder();
        Event.append(
                line, "a\u202Eb\u200Bc\u0085d\uFEFF\uD800e\uDB40\uDC41\uE000 \u00E4\uD83D\uDE00");
        assertEquals(
                "\"a\\u202eb\\u200bc\\u0085d\\ufeff\\ud800e\\u{e0041}\\ue000 \u00E4\uD83D\uDE00\"",
                line.toString());
    }

    @Test
    void aFloodOfOneNameIsCountedAndOthersAreWritten() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += LogLimit.leftOutBefore("test-flood") >= 0 ? 1 : 0;
        }
        assertTrue(written >= LogLimit.BURST && written < 1_000, written + " lines");
        assertEquals(0, LogLimit.leftOutBefore("test-other"));
        long leftOut = LogLimit.takeLeftOut().get("test-flood");
        assertTrue(leftOut > 0 && leftOut <= 10_000 - written, leftOut + " left out");
        assertFalse(LogLimit.takeLeftOut().containsKey("test-flood"));
    }

    @Test
    void librariesAreLimitedByTheirLoggers() {
        LogRecord record = record(Level.WARNING, "bad host");
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += LogfmtFormatter.isWritten(record) ? 1 : 0;
        }
        assertTrue(written >= LogLimit.BURST && written < 1_000, written + " lines");
    }
}
