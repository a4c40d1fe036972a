package sqlsync.coordinator.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.DefaultLoggingEvent;
import sqlsync.coordinator.health.FatalErrors;

class LogfmtFormatterTest {
    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("org.example");
        return at(record);
    }

    /** One of ours. */
    private static LogRecord event(
            org.slf4j.event.Level level, String name, Object... keysAndValues) {
        DefaultLoggingEvent event =
                new DefaultLoggingEvent(level, LoggerFactory.getLogger("sqlsync"));
        event.setMessage(name);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            event.addKeyValue((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return at(new EventRecord(event));
    }

    private static LogRecord at(LogRecord record) {
        record.setInstant(Instant.parse("2026-11-25T02:03:04.567891Z"));
        return record;
    }

    @Test
    void oursAndOthersAreOneLineEach() {
        LogfmtFormatter formatter = new LogfmtFormatter(new FatalErrors(code -> {}));
        assertEquals(
                "time=2026-11-25T02:03:04.567Z level=info event=opened document=a\n",
                formatter.format(
                        event(
                                org.slf4j.event.Level.INFO,
                                "opened",
                                "document",
                                "a",
                                "message",
                                null)));
        assertEquals(
                "time=2026-11-25T02:03:04.567Z level=warn logger=org.example message=\"two\\nlines\"\n",
                formatter.format(record(Level.WARNING, "two\nlines")));
    }

    /** A library, or what somebody sent to it, can't write a line that reads as one of ours. */
    @Test
    void aMessageThatReadsAsAnEventIsQuoted() {
        assertEquals(
                "time=2026-11-25T02:03:04.567Z level=info logger=org.example"
                        + " message=\"event=opened document=a\"\n",
                new LogfmtFormatter(new FatalErrors(code -> {}))
                        .format(record(Level.INFO, "event=opened document=a")));
    }

    @Test
    void aValueIsCut() {
        String message =
                event(org.slf4j.event.Level.WARN, "opened", "text", "x".repeat(3_000)).getMessage();
        assertEquals("event=opened text=" + "x".repeat(2_000) + "...", message);
    }

    @Test
    void aProblemIsInTheLineOfItsEvent() {
        LogRecord record = event(org.slf4j.event.Level.ERROR, "failed");
        record.setThrown(new IllegalStateException("no\nway"));
        String line = new LogfmtFormatter(new FatalErrors(code -> {})).format(record);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.contains("level=error event=failed problem=\"java.lang.Illegal"), line);
    }

    @Test
    void valuesThatForgeFieldsAreQuoted() {
        StringBuilder line = new StringBuilder();
        Logfmt.append(line, "a b=\"c\"\u2028\0");
        assertEquals("\"a b=\\\"c\\\"\\u2028\\u0000\"", line.toString());
    }

    @Test
    void whatHidesOrTurnsTextIsEscaped() {
        StringBuilder line = new StringBuilder();
        Logfmt.append(
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
