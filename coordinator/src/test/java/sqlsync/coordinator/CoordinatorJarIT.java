package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar, started as a user starts it. */
@Timeout(60)
class CoordinatorJarIT {
    @TempDir Path directory;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void helpListsTheOptions() throws Exception {
        Process process = run("--help");
        String printed = everythingFrom(process);
        assertEquals(0, process.waitFor());
        for (String option : List.of("--data", "--reducers", "--serve", "--port", "--host")) {
            assertTrue(printed.contains(option), printed);
        }
    }

    @Test
    void argumentsThatMakeNoSenseEndWithTwoAndASentence() throws Exception {
        Process process = run("--data", directory.toString());
        assertEquals("--reducers is missing. --help lists the options.\n", everythingFrom(process));
        assertEquals(2, process.waitFor());
    }

    @Test
    void itServesUntilAskedToEndAndThenEndsCleanly() throws Exception {
        Files.writeString(directory.resolve("index.html"), "hello");
        Process process = runOnDirectory("0");
        BufferedReader printed = reader(process);
        String first = printed.readLine();
        URI address = URI.create(first.substring(first.indexOf("http://")));
        assertEquals("Serving the files of " + directory, printed.readLine());
        assertTrue(printed.readLine().startsWith("Synchronisation is not in this version"));

        HttpRequest request = HttpRequest.newBuilder(address).build();
        String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        assertEquals("hello", body);

        process.toHandle().destroy();
        assertEquals("Stopped.", printed.readLine());
        assertEquals(143, process.waitFor());
    }

    @Test
    void aSecondStartOnThePortSaysSoAndEndsWithOne() throws Exception {
        Process first = runOnDirectory("0");
        String line = reader(first).readLine();
        String port = line.substring(line.lastIndexOf(':') + 1);

        Process second = runOnDirectory(port);
        assertEquals(
                "Another program listens on port "
                        + port
                        + " of 127.0.0.1. Stop it, or choose another --port.\n",
                everythingFrom(second));
        assertEquals(1, second.waitFor());
    }

    private Process runOnDirectory(String port) throws IOException {
        String here = directory.toString();
        return run("--port", port, "--data", here, "--reducers", here, "--serve", here);
    }

    private Process run(String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(
                        List.of(java.toString(), "-jar", System.getProperty("sqlsync.jar")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String everythingFrom(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
