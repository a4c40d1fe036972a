package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.ThrownError;
import sqlsync.coordinator.log.LogLimits;
import sqlsync.coordinator.log.Metrics;
import sqlsync.reducer.MutationRejectedException;

class ThrownLogTest {
    private static final Logger LOGGER = Logger.getLogger("sqlsync");

    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    lines.add(record.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
    private final Metrics metrics = new Metrics();
    private final ThrownLog log = new ThrownLog(metrics);

    @BeforeEach
    void listen() {
        LogLimits.reset();
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
    }

    private void threw(String stack) {
        ThrownError thrown = new ThrownError("TypeError", "no", stack);
        log.threw(
                "doc",
                "add",
                "page-1",
                new MutationRejectedException(MutationRejectedException.THREW, "no", thrown));
    }

    @Test
    void whatIsThrownIsOneLineWithItsStackAndIsCounted() {
        threw("TypeError: no\n    at add (notes.js:7:3)");
        assertEquals(
                List.of(
                        "event=reducer-threw document=doc what=add id=page-1 message=no"
                                + " stack=\"TypeError: no\\n    at add (notes.js:7:3)\""),
                lines);
        assertTrue(metrics.text().contains("sqlsync_reducer_threw_total 1"), metrics.text());
    }

    @Test
    void aFloodIsCountedAndNotLogged() {
        for (int i = 0; i < 1_000; i++) {
            threw("x".repeat(100_000));
        }
        assertTrue(lines.size() < 500, lines.size() + " lines");
        assertTrue(lines.get(0).length() < 5_000, lines.get(0).length() + " chars");
        assertTrue(metrics.text().contains("sqlsync_reducer_threw_total 1000"), metrics.text());
    }

    @Test
    void aRejectionThatTheReducerMeantIsNoTrouble() {
        log.threw("doc", "add", "page-1", new MutationRejectedException("full", "No room."));
        assertTrue(lines.isEmpty(), lines.toString());
        assertFalse(metrics.text().contains("reducer_threw"));
    }

    @Test
    void anExceptionOfJavaIsLoggedWithItsStack() {
        MutationRejectedException rejection =
                new MutationRejectedException(MutationRejectedException.THREW, "no");
        rejection.initCause(new IllegalStateException("no"));
        log.threw("doc", "add", "page-1", rejection);
        assertTrue(lines.get(0).contains("ThrownLogTest.java:"), lines.toString());
    }
}
