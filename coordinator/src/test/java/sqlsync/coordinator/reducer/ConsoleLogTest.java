package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.script.ReducerConsole;

class ConsoleLogTest {
    private final HeardLines heard = new HeardLines();
    private final Metrics metrics = new Metrics();
    private final ConsoleLog log = new ConsoleLog(metrics);

    @AfterEach
    void stopListening() {
        heard.close();
    }

    @Test
    void aLineNamesDocumentMutationAndMethod() {
        ReducerConsole console = log.of("doc", "add", "page-1");
        for (String method : List.of("log", "warn", "error")) {
            assertTrue(console.allows());
            console.write(method, "two\nlines");
        }
        String head = " event=reducer-console document=doc what=add id=page-1 method=";
        assertEquals(
                List.of(
                        "INFO" + head + "log text=\"two\\nlines\"",
                        "WARNING" + head + "warn text=\"two\\nlines\"",
                        "SEVERE" + head + "error text=\"two\\nlines\""),
                heard.lines());
    }

    @Test
    void aFloodOfOneDocumentIsCountedAndLeavesRoomForOthers() {
        ReducerConsole noisy = log.of("noisy", "add", "page-1");
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += noisy.allows() ? 1 : 0;
        }
        assertTrue(written >= 20 && written < 1_000, written + " lines");
        assertTrue(log.of("other", "add", "page-2").allows());
        noisy.write("log", "x".repeat(100_000));
        assertTrue(
                heard.messages().get(0).length() < 1_200,
                heard.messages().get(0).length() + " characters");
        assertTrue(
                heard.messages().get(0).endsWith(" left_out=" + (10_000 - written)),
                heard.messages().get(0));
    }

    @Test
    void allDocumentsTogetherHaveALimitToo() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += log.of("d" + i, "add", "page-1").allows() ? 1 : 0;
        }
        assertTrue(written >= 200 && written < 5_000, written + " lines");
        assertFalse(metrics.text().contains("left_out_total 0.0"), metrics.text());
    }
}
