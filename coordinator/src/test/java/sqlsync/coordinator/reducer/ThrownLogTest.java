package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.ThrownError;
import sqlsync.coordinator.log.LogLimits;
import sqlsync.coordinator.log.Metrics;
import sqlsync.reducer.MutationRejectedException;

class ThrownLogTest {
    private final HeardLines heard = new HeardLines();
    private final Metrics metrics = new Metrics();
    private final ThrownLog log = new ThrownLog(metrics);

    @BeforeEach
    void resetLimits() {
        LogLimits.reset();
    }

    @AfterEach
    void stopListening() {
        heard.close();
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
                heard.messages());
        assertTrue(metrics.text().contains("sqlsync_reducer_threw_total 1.0"), metrics.text());
    }

    @Test
    void aFloodIsCountedAndNotLogged() {
        for (int i = 0; i < 1_000; i++) {
            threw("x".repeat(100_000));
        }
        assertTrue(heard.messages().size() < 500, heard.messages().size() + " lines");
        assertTrue(
                heard.messages().get(0).length() < 5_000,
                heard.messages().get(0).length() + " chars");
        assertTrue(metrics.text().contains("sqlsync_reducer_threw_total 1000.0"), metrics.text());
    }

    @Test
    void aRejectionThatTheReducerMeantIsNoTrouble() {
        log.threw("doc", "add", "page-1", new MutationRejectedException("full", "No room."));
        assertTrue(heard.messages().isEmpty(), heard.messages().toString());
        assertTrue(metrics.text().contains("sqlsync_reducer_threw_total 0.0"));
    }

    @Test
    void anExceptionOfJavaIsLoggedWithItsStack() {
        MutationRejectedException rejection =
                new MutationRejectedException(MutationRejectedException.THREW, "no");
        rejection.initCause(new IllegalStateException("no"));
        log.threw("doc", "add", "page-1", rejection);
        assertTrue(
                heard.messages().get(0).contains("ThrownLogTest.java:"),
                heard.messages().toString());
    }
}
