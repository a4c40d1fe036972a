package sqlsync.coordinator.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sqlsync.coordinator.log.EventLog;

/**
 * Leaves a thread what others need not of the processors. Java's own priorities mean nothing on
 * Linux, where a thread has a niceness of its own: {@code renice} sets it, wherever it is there.
 */
public final class LowPriority {
    /**
     * The kernel gives a thread of this niceness a tenth of what it gives another one: twice what a
     * mutation needs not to be late on the wall before it is late on the processor.
     */
    static final int NICENESS = 10;

    private static final Path OWN_THREAD = Path.of("/proc/thread-self");

    private LowPriority() {}

    /** For the calling thread, and for good. Where there is no way to it, says so in the log. */
    public static void ofThisThread() {
        String id = idOfThisThread();
        String name = Thread.currentThread().getName();
        if (id == null) {
            unchanged(name, "this system has no niceness of threads");
        } else {
            of(id, name);
        }
    }

    /** As the system numbers threads; null where it does not say. */
    static String idOfThisThread() {
        try {
            return Files.exists(OWN_THREAD)
                    ? OWN_THREAD.toRealPath().getFileName().toString()
                    : null;
        } catch (IOException unknown) {
            return null;
        }
    }

    /** For any thread. */
    static void of(String id, String name) {
        try {
            Process renice =
                    new ProcessBuilder("renice", "-n", Integer.toString(NICENESS), "-p", id)
                            .redirectErrorStream(true)
                            .start();
            renice.getOutputStream().close();
            String said =
                    new String(renice.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (renice.waitFor() != 0) {
                unchanged(name, said.strip());
            }
        } catch (IOException impossible) {
            unchanged(name, impossible.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unchanged(String loop, String why) {
        EventLog.atInfo()
                .addKeyValue("loop", loop)
                .addKeyValue("why", why)
                .log("loop-priority-unchanged");
    }
}
