package sqlsync.e2e.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import sqlsync.e2e.fixture.Patience;

/** The coordinator's jar as {@code bin/demo} starts it: on the demo's site, at a free port. */
final class Coordinator implements AutoCloseable {
    private final Process process;
    private final String origin;

    /**
     * @param data where it keeps what it is given; a coordinator of its own for each story, since
     *     all visitors share the demo's document
     */
    static Coordinator start(Path data) throws IOException {
        String site = System.getProperty("sqlsync.site");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Coordinator(
                new ProcessBuilder(
                                java.toString(),
                                "-jar",
                                System.getProperty("sqlsync.coordinator"),
                                "--port=0",
                                "--insecure",
                                "--data=" + data,
                                "--reducers=" + site + "/../reducers",
                                "--serve=" + site)
                        .redirectErrorStream(true)
                        .start());
    }

    private Coordinator(Process process) throws IOException {
        this.process = process;
        BufferedReader said = process.inputReader();
        String first = String.valueOf(said.readLine());
        int at = first.indexOf("http://");
        if (at < 0) {
            process.destroyForcibly();
            throw new IllegalStateException("The coordinator did not start: " + first);
        }
        origin = first.substring(at);
        Thread drain =
                new Thread(() -> said.lines().forEach(line -> {}), "the coordinator's words");
        drain.setDaemon(true);
        drain.start();
    }

    /** For example {@code http://localhost:40001}. */
    String origin() {
        return origin;
    }

    /** Asks it to end, and returns when it has. */
    @Override
    public void close() {
        process.toHandle().destroy();
        if (!ended()) {
            process.destroyForcibly();
            throw new AssertionError("The coordinator did not end when asked to.");
        }
    }

    private boolean ended() {
        try {
            return process.waitFor(Patience.FOR_A_FACT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
