package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedKeysTest {
    /** Longer than any test runs. */
    private static final long NEVER = 3_600_000;

    private static ECKey first;
    private static ECKey second;

    @TempDir Path directory;
    private CachedKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        first = Keys.ec("first", Curve.P_256);
        second = Keys.ec("second", Curve.P_256);
    }

    @AfterEach
    void close() {
        if (keys != null) {
            keys.close();
        }
    }

    private static List<String> ids(CompletionStage<List<VerificationKey>> found) {
        return found.toCompletableFuture().join().stream().map(VerificationKey::id).toList();
    }

    private static String failure(CompletionStage<List<VerificationKey>> found) {
        Throwable cause =
                assertThrows(CompletionException.class, () -> found.toCompletableFuture().join())
                        .getCause();
        return assertInstanceOf(UnavailableException.class, cause).getMessage();
    }

    @Test
    void aKeyThatIsThereCostsNoQuestion() {
        ScriptedKeys server = new ScriptedKeys(Keys.set(first));
        keys = CachedKeys.start(server, new CachedKeys.Pace(NEVER, 0));
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of("first"), ids(keys.keys("first")));
            assertEquals(List.of("first"), ids(keys.keys(null)));
        }
        assertEquals(1, server.loads());
        assertNull(keys.problem());
    }

    @Test
    void aKeyThatIsNotThereIsAskedForOnce() {
        ScriptedKeys server = new ScriptedKeys(Keys.set(first));
        keys = CachedKeys.start(server, new CachedKeys.Pace(NEVER, 0));
        ids(keys.keys("first"));
        server.answer(Keys.set(first, second));
        assertEquals(List.of("first", "second"), ids(keys.keys("second")));
        assertEquals(List.of("first", "second"), ids(keys.keys("second")));
        assertEquals(2, server.loads());
    }

    @Test
    void inventedKeysWaitForOneLoadTogether() {
        ScriptedKeys server = new ScriptedKeys(Keys.set(first));
        keys = CachedKeys.start(server, new CachedKeys.Pace(NEVER, 200));
        ids(keys.keys("first"));
        long began = System.nanoTime();
        List<CompletionStage<List<VerificationKey>>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(keys.keys("invented-" + i));
        }
        // Whoever names a key that is known does not wait with them.
        assertTrue(keys.keys("first").toCompletableFuture().isDone());
        waiting.forEach(CachedKeysTest::ids);
        for (int i = 0; i < 5; i++) {
            ids(keys.keys("invented"));
        }
        long loads = server.loads();
        long gaps = (System.nanoTime() - began) / 200_000_000;
        assertTrue(loads <= 2 + gaps, loads + " loads in " + gaps + " gaps");
    }

    @Test
    void anOutageKeepsTheKeys() throws Exception {
        ScriptedKeys server = new ScriptedKeys(Keys.set(first));
        keys = CachedKeys.start(server, new CachedKeys.Pace(1, 1));
        ids(keys.keys("first"));
        for (String broken : new String[] {null, "<html>", "{\"keys\":[]}"}) {
            server.answer(broken);
            server.awaitLoads(server.loads() + 3);
            assertEquals(List.of("first"), ids(keys.keys("first")));
            assertTrue(keys.areLoaded());
            // What could not be found out is not called wrong.
            assertTrue(
                    failure(keys.keys("second"))
                            .startsWith("The keys of https://login.example/keys cannot be used: "));
        }
        server.answer(Keys.set(second));
        assertEquals(List.of("second"), ids(keys.keys("second")));
    }

    @Test
    void aServerThatIsAwayAtTheStartIsAskedAgain() throws Exception {
        ScriptedKeys server = new ScriptedKeys(null);
        keys = CachedKeys.start(server, new CachedKeys.Pace(NEVER, 1));
        assertEquals(
                "The keys of https://login.example/keys cannot be used: nobody is there",
                failure(keys.keys("first")));
        assertFalse(keys.areLoaded());
        server.answer(Keys.set(first));
        server.awaitLoads(server.loads() + 1);
        assertEquals(List.of("first"), ids(keys.keys("first")));
    }

    @Test
    void aFileMustBeUsable() throws Exception {
        Path file = directory.resolve("keys.json");
        String said = assertThrows(IOException.class, () -> open(file.toUri())).getMessage();
        assertTrue(said.contains("NoSuchFileException"), said);
        Files.writeString(file, "{}");
        assertEquals(
                "The keys of "
                        + file
                        + " cannot be used: it is not a JSON Web Key Set: it has no list `keys`.",
                assertThrows(IOException.class, () -> open(file.toUri())).getMessage());
        Files.writeString(file, " ".repeat(KeySource.BYTES_MAX + 1));
        said = assertThrows(IOException.class, () -> open(file.toUri())).getMessage();
        assertTrue(said.endsWith("it has more than 262144 bytes."), said);
        Files.writeString(file, Keys.set(first));
        keys = open(file.toUri());
        Files.writeString(file, Keys.set(second));
        assertEquals(List.of("second"), ids(keys.keys("second")));
    }

    private static CachedKeys open(URI location) throws IOException {
        return CachedKeys.open(location, new CachedKeys.Pace(NEVER, 0));
    }

    @Test
    void aServerAnswersOverHttpWithinLimits() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] good = Keys.set(first).getBytes(StandardCharsets.UTF_8);
        byte[] long_ = " ".repeat(KeySource.BYTES_MAX + 1).getBytes(StandardCharsets.US_ASCII);
        List<String> paths = new java.util.concurrent.CopyOnWriteArrayList<>();
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    paths.add(path);
                    int status = path.equals("/moved") ? 302 : path.equals("/missing") ? 404 : 200;
                    exchange.getResponseHeaders().add("Location", "/good");
                    byte[] body = path.equals("/long") ? long_ : good;
                    exchange.sendResponseHeaders(status, 0);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            for (String path : List.of("/moved", "/missing", "/long")) {
                keys = open(base.resolve(path));
                String said = failure(keys.keys("first"));
                String why =
                        switch (path) {
                            case "/moved" -> "it answers with status 302";
                            case "/missing" -> "it answers with status 404";
                            default -> "the answer has more than 262144 bytes";
                        };
                assertTrue(said.endsWith(why), said);
                keys.close();
            }
            keys = open(base.resolve("/good"));
            assertEquals(List.of("first"), ids(keys.keys("first")));
            assertEquals(1, paths.stream().filter("/good"::equals).count());
        } finally {
            server.stop(0);
        }
    }
}
