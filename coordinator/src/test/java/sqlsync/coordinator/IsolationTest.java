package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reducer that does not end holds up its own document. {@link IsolationBench} has the figures.
 */
@Timeout(900)
class IsolationTest {
    @TempDir Path directory;

    @Test
    void othersAreSettledWhileAMutationWithoutEndStillRuns() throws Exception {
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try (IsolationBench bench = new IsolationBench(directory)) {
            // It is the very one that opens its document.
            Future<HttpResponse<String>> endless = callers.submit(bench::forever);
            bench.awaitCutOff();
            for (int round = 0; round < 5; round++) {
                for (int document = 0; document < IsolationBench.DOCUMENTS; document++) {
                    assertEquals(200, bench.add(document).statusCode());
                }
            }
            assertFalse(endless.isDone(), "it ended too early to have shown anything");
            assertEquals(409, endless.get().statusCode());
            assertEquals(409, bench.recurse().statusCode());
            assertEquals(200, bench.add(0).statusCode());
        } finally {
            callers.shutdown();
        }
    }
}
