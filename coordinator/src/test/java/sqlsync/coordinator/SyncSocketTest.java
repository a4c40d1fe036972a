package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** Devices on the WebSocket of a coordinator in this process. */
@Timeout(900)
class SyncSocketTest {
    private static final byte[] SECRET =
            "a secret that is long enough for HS256".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(
                directory,
                """
export default {
  name: "r",
  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
  mutations: {
    add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
    refuse(tx) { tx.reject("full", "No room."); },
    forever(tx) { for (;;) {} },
    big(tx) { for (let i = 0; i < 64; i++) tx.run("INSERT INTO t (a) VALUES (randomblob(65536))"); },
  },
};
""");
        start(null);
    }

    private void start(Path secret) throws Exception {
        server =
                Running.start(
                        directory,
                        List.of("https://app.example"),
                        secret,
                        new CoordinatorLimits.Tuning(2, 100, 400, 60_000));
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ScriptedDevice attached(String document) throws Exception {
        ScriptedDevice device = new ScriptedDevice(document, "ann");
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        return device;
    }

    private void awaitMetric(String line) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!running.text("/metrics").contains(line)) {
            assertTrue(System.nanoTime() < until, line + " in " + running.text("/metrics"));
        }
    }

    @Test
    void mutationsOfTwoDevicesAreSettledAndSeen() throws Exception {
        ScriptedDevice ann = attached("d");
        ScriptedDevice bob = attached("d");
        for (int i = 1; i <= 50; i++) {
            ann.mutate("add", "{\"a\":\"ann" + i + "\"}");
            bob.mutate("add", "{\"a\":\"bob" + i + "\"}");
        }
        assertTrue(ann.settle(50));
        assertTrue(bob.settle(50));
        assertEquals("{\"rows\":[{\"n\":100}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
        assertEquals(
                "{\"rows\":[{\"n\":50}]}",
                running.rows("d", "SELECT count(DISTINCT a) AS n FROM t WHERE a LIKE 'ann%'"));
    }

    @Test
    void aMutationWithoutEndIsRejectedAndTheOnesBehindItAreSettled() throws Exception {
        ScriptedDevice device = attached("d");
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        device.mutate("forever", "{}");
        device.mutate("add", "{\"a\":2}");
        int connections = 1;
        while (device.settled() < 3) {
            // The document moves to the loop for slow ones, and says so by closing the channel.
            Message message = device.next();
            if (message instanceof Message.Refused refused) {
                assertEquals("closed", refused.code());
                device.drop();
                assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
                connections++;
                assertTrue(device.settle(3));
            }
        }
        assertEquals(2, connections);
        assertEquals("{\"rows\":[{\"a\":1},{\"a\":2}]}", running.rows("d", "SELECT a FROM t"));
    }

    @Test
    void aReducerThatIsOlderThanTheDocumentIsSaidToBeTheCoordinators() throws Exception {
        Path reducer = directory.resolve("reducers/r.js");
        String older = Files.readString(reducer);
        stop();
        Files.writeString(reducer, older.replace("a)\"]", "a)\", \"CREATE TABLE u (a)\"]"));
        start(null);
        ScriptedDevice device = attached("d");
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        stop();
        Files.writeString(reducer, older);
        start(null);
        Message.Refused refused =
                assertInstanceOf(Message.Refused.class, device.connect(server.address()));
        assertEquals("incompatible", refused.code());
        assertTrue(refused.message().startsWith("The coordinator's reducer"), refused.message());
    }

    @Test
    void pagesOfOtherOriginsAreRefused() throws Exception {
        for (String origin : List.of("https://evil.example", "null")) {
            CompletableFuture<String> closed = new CompletableFuture<>();
            ScriptedDevice.open(server.address(), origin, closing(closed));
            assertEquals(
                    "4403 Pages of " + origin + " are not let in. See the coordinator's --origin.",
                    closed.get());
        }
        String longOrigin = "https://" + "x".repeat(200);
        CompletableFuture<String> closed = new CompletableFuture<>();
        ScriptedDevice.open(server.address(), longOrigin, closing(closed));
        assertTrue(closed.get().startsWith("4403 Pages of https://xxx"), closed.get());
        WebSocket listed =
                ScriptedDevice.open(
                        server.address(), "https://app.example", new WebSocket.Listener() {});
        listed.abort();
    }

    @Test
    void anotherPathThanTheCoordinatorsIsTold() throws Exception {
        for (String path : List.of("", "/", "/ws", "/sync/", "/documents/d")) {
            CompletableFuture<String> closed = new CompletableFuture<>();
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create(server.address().toString().replace("http", "ws") + path),
                            closing(closed))
                    .get();
            assertEquals(
                    "4404 There is a coordinator, but its path is /sync. Correct the URL.",
                    closed.get(),
                    path);
        }
    }

    /** Tells code and reason of the close. */
    private static WebSocket.Listener closing(CompletableFuture<String> closed) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code + " " + reason);
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable problem) {
                closed.completeExceptionally(problem);
            }
        };
    }

    @Test
    void framesThatCannotBeEndTheirConnectionAndNothingElse() throws Exception {
        ScriptedDevice good = attached("d");
        for (byte[] frame :
                List.of(new byte[0], new byte[] {1}, new byte[100], ScriptedDevice.oversized())) {
            ScriptedDevice bad = attached("d");
            bad.sendRaw(frame);
            Message last = bad.next();
            while (!(last instanceof Message.Closing)) {
                last = bad.next();
            }
        }
        good.mutate("add", "{\"a\":1}");
        assertTrue(good.settle(1));
    }

    @Test
    void textIsRefused() throws Exception {
        ScriptedDevice device = attached("d");
        device.sendText("hello");
        Message last = device.next();
        while (!(last instanceof Message.Closing)) {
            last = device.next();
        }
        assertTrue(((Message.Closing) last).reason().contains("binary"), last.toString());
    }

    @Test
    void onlySignedTokensOpenADocument() throws Exception {
        server.close();
        start(Files.write(directory.resolve("secret"), SECRET));
        String header = "{\"alg\":\"HS256\"}";
        String good = Tokens.sign(header, Tokens.claims("ann", "\"documents\":[\"d\"]"), SECRET);
        String expired = Tokens.sign(header, "{\"sub\":\"ann\",\"exp\":1}", SECRET);
        for (String token : new String[] {null, "ann", expired}) {
            Message answer = new ScriptedDevice("d", token).connect(server.address());
            assertEquals("unauthorized", assertInstanceOf(Message.Refused.class, answer).code());
        }
        Message other = new ScriptedDevice("e", good).connect(server.address());
        assertEquals("unauthorized", assertInstanceOf(Message.Refused.class, other).code());
        Message welcome = new ScriptedDevice("d", good).connect(server.address());
        assertEquals("ann", assertInstanceOf(Message.Welcome.class, welcome).user());
    }

    @Test
    void whoDoesNotReadHoldsNobodyUp() throws Exception {
        ScriptedDevice writer = attached("d");
        // Attached, and never reads what comes.
        WebSocket silent = ScriptedDevice.open(server.address(), null, new SilentListener());
        ScriptedDevice.attach(silent, "d");
        awaitMetric("sqlsync_connections 2.0\n");
        for (int i = 1; i <= 5; i++) {
            writer.mutate("big", "{}");
            assertTrue(writer.settle(i));
        }
        assertEquals("{\"rows\":[{\"n\":320}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
        silent.abort();
    }

    /** Asks for no message. */
    private static final class SilentListener implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {}
    }

    @Test
    void aStoppingCoordinatorSaysSo() throws Exception {
        ScriptedDevice device = attached("d");
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        server.close();
        Message last = device.next();
        while (!(last instanceof Message.Closing)) {
            last = device.next();
        }
        assertEquals("The coordinator is stopping.", ((Message.Closing) last).reason());
    }

    @Test
    void aConnectionThatGoesIsForgotten() throws Exception {
        ScriptedDevice device = attached("d");
        awaitMetric("sqlsync_connections 1.0\n");
        device.drop();
        awaitMetric("sqlsync_connections 0.0\n");
    }
}
