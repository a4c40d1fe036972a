package sqlsync.coordinator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LowPriorityTest {
    /** In the nineteenth field, counted behind the name in parentheses (proc(5)). */
    private static int niceness() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    @Test
    void aThreadOfLowPriorityIsNiceAndOthersStayAsTheyWere() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/stat")), "not on this system");
        int before = niceness();
        CompletableFuture<Integer> after = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            LowPriority.ofThisThread();
                            try {
                                after.complete(niceness());
                            } catch (IOException failure) {
                                after.completeExceptionally(failure);
                            }
                        });
        thread.start();
        assertEquals(LowPriority.NICENESS, after.get());
        assertEquals(before, niceness());
    }
}
