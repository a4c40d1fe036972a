package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.replication.Message;

/** The jar, started as a user starts it. */
@Timeout(900)
class CoordinatorJarIT {
    private static final int KILLS = Integer.getInteger("sqlsync.kills", 5);

    private static final String ADD = "[{\"name\":\"add\",\"args\":{\"a\":1}}]";

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
        for (String option : List.of("--data", "--reducers", "--serve", "--insecure", "--origin")) {
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
        someReducer();
        Files.writeString(directory.resolve("index.html"), "hello");
        Process process = runOnDirectory("0");
        BufferedReader printed = reader(process);
        String first = printed.readLine();
        URI address = URI.create(first.substring(first.indexOf("http://")));
        assertEquals("Serving the files of " + directory, printed.readLine());
        assertTrue(printed.readLine().startsWith("Reducer some from "));
        assertTrue(printed.readLine().startsWith("WARNING: --insecure lets everybody"));
        assertTrue(printed.readLine().startsWith("Pages that may connect: "));

        HttpRequest request = HttpRequest.newBuilder(address).build();
        String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        assertEquals("hello", body);

        process.toHandle().destroy();
        assertEquals("Stopped.", printed.readLine());
        assertEquals(143, process.waitFor());
    }

    @Test
    void withoutAWordOnWhoMayConnectItDoesNotStart() throws Exception {
        Process process = run("--data", data().toString(), "--reducers", directory.toString());
        assertEquals(
                "Say who may connect: --jwks URL or --jwt-secret-file FILE for people with signed"
                        + " tokens, or --insecure for everybody, in development. --help lists the options.\n",
                everythingFrom(process));
        assertEquals(2, process.waitFor());
    }

    @Test
    void twoProcessesDoNotShareTheirData() throws Exception {
        reader(runOnDirectory("0")).readLine();
        Process second = runOnDirectory("0");
        assertEquals(
                "Another coordinator works on "
                        + data()
                        + ". Stop it, or choose another directory with --data.\n",
                everythingFrom(second));
        assertEquals(1, second.waitFor());
    }

    @Test
    @Timeout(1_800)
    void whatWasAcknowledgedSurvivesEveryKillAndNothingIsDoubled() throws Exception {
        writeReducer();
        long seed = Long.getLong("sqlsync.seed", System.nanoTime());
        Random random = new Random(seed);
        ScriptedDevice ann = new ScriptedDevice("d", "ann");
        ScriptedDevice bob = new ScriptedDevice("d", "bob");
        for (int kill = 0; kill < KILLS; kill++) {
            String history = "seed " + seed + ", kill " + kill;
            Process process = runOnDirectory("0");
            URI address = address(reader(process).readLine());
            connect(ann, address, history);
            connect(bob, address, history);
            long first = ann.made() + 1L;
            for (int i = 0; i < 40; i++) {
                ann.mutate("add", "{\"a\":\"ann" + (ann.made() + 1) + "\"}");
                bob.mutate("add", "{\"a\":\"bob" + (bob.made() + 1) + "\"}");
            }
            // At a random moment of settling them, the first and the last included.
            ann.settle(first + random.nextInt(40));
            process.destroyForcibly().waitFor();
            ann.drop();
            bob.drop();
        }
        Process last = runOnDirectory("0");
        URI address = address(reader(last).readLine());
        connect(ann, address, "seed " + seed);
        connect(bob, address, "seed " + seed);
        assertTrue(ann.settle(ann.made()) && bob.settle(bob.made()));
        Running running = new Running(address);
        for (ScriptedDevice device : List.of(ann, bob)) {
            String name = device == ann ? "ann" : "bob";
            assertEquals(
                    expected(name, device.made()),
                    running.rows("d", "SELECT a FROM t WHERE a LIKE '" + name + "%' ORDER BY id"),
                    "seed " + seed);
        }
        assertEquals(
                "{\"rows\":[{\"integrity_check\":\"ok\"}]}",
                running.rows("d", "PRAGMA integrity_check"));
    }

    private static void connect(ScriptedDevice device, URI address, String history)
            throws Exception {
        long settled = device.settled();
        Message.Welcome welcome =
                assertInstanceOf(Message.Welcome.class, device.connect(address), history);
        assertTrue(welcome.cursor() >= settled, history + ": " + welcome + " after " + settled);
        assertFalse(welcome.diverged(), history);
    }

    private static String expected(String name, int count) {
        StringBuilder rows = new StringBuilder("{\"rows\":[");
        for (int i = 1; i <= count; i++) {
            rows.append(i == 1 ? "" : ",").append("{\"a\":\"").append(name).append(i).append("\"}");
        }
        return rows.append("]}").toString();
    }

    @Test
    void aMutationThatKillsTheProcessTwiceIsRejected() throws Exception {
        // What no sandbox stops: a process of the system ends this one while it is applied.
        writeReducer();
        ScriptedDevice device = new ScriptedDevice("d", "ann");
        device.mutate("slow", "");
        device.mutate("add", "{\"a\":1}");
        for (int death = 0; death < 2; death++) {
            Process process = runOnDirectory("0", "--reducer-millis=60000");
            BufferedReader printed = reader(process);
            assertInstanceOf(Message.Welcome.class, device.connect(address(printed.readLine())));
            awaitSuspicion();
            process.destroyForcibly().waitFor();
            device.drop();
        }
        Process process = runOnDirectory("0", "--reducer-millis=60000");
        URI address = address(reader(process).readLine());
        Message.Welcome welcome = assertInstanceOf(Message.Welcome.class, device.connect(address));
        assertEquals(0, welcome.cursor());
        assertTrue(device.settle(2));
        assertEquals("reducer-crashed", device.rejections().get(0).reason());
        assertEquals("{\"rows\":[{\"a\":1}]}", new Running(address).rows("d", "SELECT a FROM t"));
    }

    @Test
    void aMutationThatNothingStopsTakesOnlyItsLoopAway() throws Exception {
        writeReducer();
        Process process = runOnDirectory("0", "--loops=1");
        URI address = address(reader(process).readLine());
        Running running = new Running(address);
        ScriptedDevice device = new ScriptedDevice("good", "ann");
        connect(device, address, "before");
        for (int stuck = 1; stuck <= 2; stuck++) {
            device.mutate("add", "{\"a\":\"ann" + stuck + "\"}");
            assertTrue(device.settle(stuck));
            String refused =
                    running.mutate("bad" + stuck, 's', stuck, "[{\"name\":\"stick\"}]").body();
            assertTrue(refused.contains("reducer-crashed"), refused);
            assertEquals(expected("ann", stuck), running.rows("good", "SELECT a FROM t"));
            device.drop();
            connect(device, address, "after " + stuck);
            assertTrue(
                    running.text("/metrics").contains("\nsqlsync_loops_given_up_total " + stuck),
                    running.text("/metrics"));
        }
        assertEquals(
                200,
                running.mutate("bad1", 's', 3, "[{\"name\":\"add\",\"args\":{\"a\":1}}]")
                        .statusCode());
        assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("bad1", "SELECT a FROM t"));
        assertEquals("ok\n", running.text("/healthz"));
        device.mutate("add", "{\"a\":\"ann3\"}");
        assertTrue(device.settle(3));
        process.destroyForcibly().waitFor();
        Process next = runOnDirectory("0");
        Running again = new Running(address(reader(next).readLine()));
        assertEquals(expected("ann", 3), again.rows("good", "SELECT a FROM t"));
    }

    /** Until a mutation is noted as one that is long under way. */
    private void awaitSuspicion() throws Exception {
        Path notes = data().resolve("applying");
        while (true) {
            try (var slots = Files.newDirectoryStream(notes, "applying-*")) {
                for (Path slot : slots) {
                    ByteBuffer noted = ByteBuffer.wrap(Files.readAllBytes(slot));
                    if (noted.getInt(0) != 0 && noted.getInt(4) > 1) {
                        return;
                    }
                }
            }
        }
    }

    @Test
    void aGracefulEndTellsDevicesAndKeepsEverything() throws Exception {
        writeReducer();
        Process process = runOnDirectory("0");
        BufferedReader printed = reader(process);
        ScriptedDevice device = new ScriptedDevice("d", "ann");
        connect(device, address(printed.readLine()), "first");
        for (int i = 1; i <= 100; i++) {
            device.mutate("add", "{\"a\":\"ann" + i + "\"}");
        }
        device.settle(1);
        process.toHandle().destroy();
        assertEquals(143, process.waitFor());
        device.drop();

        Process next = runOnDirectory("0");
        URI address = address(reader(next).readLine());
        connect(device, address, "second");
        assertTrue(device.settle(100));
        assertEquals(
                expected("ann", 100),
                new Running(address).rows("d", "SELECT a FROM t ORDER BY id"));
    }

    /** Not where hang-ups are ignored, as below {@code nohup}: processes inherit that. */
    @Test
    void hangUpLoadsTheReducersAgain() throws Exception {
        assumeFalse(hangUpsAreIgnored(), "SIGHUP is ignored here");
        Path file = directory.resolve("r.js");
        writeReducer();
        Process process = runOnDirectory("0");
        BufferedReader printed = reader(process);
        Running running = new Running(address(printed.readLine()));
        assertEquals(200, running.mutate("d", 'a', 1, ADD).statusCode());

        String before = Files.readString(file);
        Files.writeString(file, before.replace("add(tx", "more() {}, add(tx"));
        hangUp(process, printed, "event=reducers-reloaded names=r");
        assertEquals(200, running.mutate("d", 'a', 2, "[{\"name\":\"more\"}]").statusCode());

        Files.writeString(file, "no reducer");
        hangUp(process, printed, "event=reducers-not-reloaded message=\"r.js cannot be loaded");
        assertEquals(200, running.mutate("d", 'a', 3, "[{\"name\":\"more\"}]").statusCode());
        process.toHandle().destroy();
        assertEquals(143, process.waitFor());
    }

    private static boolean hangUpsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored =
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .findFirst()
                        .orElse("SigIgn: 0");
        return (new BigInteger(ignored.substring(7).strip(), 16).intValue() & 1) != 0;
    }

    private static void hangUp(Process process, BufferedReader printed, String event)
            throws Exception {
        String pid = String.valueOf(process.pid());
        assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
        String line = printed.readLine();
        while (!line.contains(event)) {
            line = printed.readLine();
        }
    }

    private void writeReducer() throws IOException {
        Files.writeString(
                directory.resolve("r.js"),
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
                  mutations: {
                    add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
                    slow(tx) { for (let i = 0; i < 1000; i++) JSON.parse(JSON.stringify(new Array(100000).fill(i))); },
                    stick() { return String(3n ** 640_000_000n); },
                  },
                };
                """);
    }

    private static URI address(String firstLine) {
        return URI.create(firstLine.substring(firstLine.indexOf("http://")));
    }

    @Test
    void aSecondStartOnThePortSaysSoAndEndsWithOne() throws Exception {
        someReducer();
        Process first = runOnDirectory("0");
        String line = reader(first).readLine();
        String port = line.substring(line.lastIndexOf(':') + 1);

        Process second = runOnPort(port);
        assertEquals(
                "Another program listens on port "
                        + port
                        + " of 127.0.0.1. Stop it, or choose another --port.\n",
                everythingFrom(second));
        assertEquals(1, second.waitFor());
    }

    /** Where there is no reducer at all, the first line of the log says so. */
    private void someReducer() throws IOException {
        Files.writeString(
                directory.resolve("some.js"),
                "export default { name: 'some', migrations: [], mutations: {} };");
    }

    private Process runOnDirectory(String port, String... further) throws IOException {
        String here = directory.toString();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--insecure",
                                "--port",
                                port,
                                "--data",
                                data().toString(),
                                "--reducers",
                                here,
                                "--serve",
                                here));
        arguments.addAll(List.of(further));
        return run(arguments.toArray(String[]::new));
    }

    private Process runOnPort(String port) throws IOException {
        String here = directory.toString();
        String other = directory.resolve("other").toString();
        return run("--insecure", "--port", port, "--data", other, "--reducers", here);
    }

    private Path data() {
        return directory.resolve("data");
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
