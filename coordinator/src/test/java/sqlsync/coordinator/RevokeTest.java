package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.TokenRules;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** {@code POST /admin/revoke}, with tokens that name rights, and with the application's server. */
class RevokeTest {
    private static final String REDUCER =
            """
            export default {
              name: "r",
              migrations: ["CREATE TABLE t (a)"],
              mutations: { add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); } },
            };
            """;

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;
    private AdminClient admin;
    private HttpServer application;

    /** What the application's server answers. */
    private volatile String right = "write";

    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch asked = new CountDownLatch(1);

    @BeforeEach
    void write() throws Exception {
        Running.reducer(directory, REDUCER);
        Files.writeString(directory.resolve("secret"), SECRET);
    }

    @AfterEach
    void stop() {
        server.close();
        if (application != null) {
            application.stop(0);
        }
    }

    private void start(URI authorizeUrl) throws Exception {
        TokenRules rules =
                new TokenRules(
                        List.of(), List.of(), 3_600_000, authorizeUrl == null ? "documents" : null);
        server =
                CoordinatorServer.start(
                        new CoordinatorOptions(
                                "127.0.0.1",
                                0,
                                directory.resolve("data"),
                                directory.resolve("reducers"),
                                null,
                                List.of(),
                                false,
                                directory.resolve("secret"),
                                new TokenOptions(null, rules, authorizeUrl),
                                List.of(),
                                false,
                                CoordinatorLimits.Tuning.DEFAULT,
                                AdminClient.options(directory)));
        running = new Running(server.address());
        admin = new AdminClient(server.adminAddress());
    }

    private URI application() throws Exception {
        application =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext(
                "/may",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    String said = right;
                    asked.countDown();
                    try {
                        held.await();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                    byte[] body =
                            ("{\"access\":\"" + said + "\"}").getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Cache-Control", "max-age=3600");
                    exchange.sendResponseHeaders(200, body.length);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
        application.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
        application.start();
        return URI.create("http://127.0.0.1:" + application.getAddress().getPort() + "/may");
    }

    /**
     * @param issuedSeconds relative to now
     */
    private static String token(String user, long issuedSeconds) {
        long issued = System.currentTimeMillis() / 1_000 + issuedSeconds;
        return Tokens.sign(
                "{\"alg\":\"HS256\"}",
                Tokens.claims(user, "\"documents\":[\"*\"],\"iat\":" + issued),
                SECRET.getBytes(StandardCharsets.US_ASCII));
    }

    private ScriptedDevice open(String document, String token) throws Exception {
        ScriptedDevice device = new ScriptedDevice(document, token);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        return device;
    }

    private static String refused(Message answer) {
        return assertInstanceOf(Message.Refused.class, answer, String.valueOf(answer)).code();
    }

    private static Message refusal(ScriptedDevice device) throws Exception {
        Message last = device.next();
        while (!(last instanceof Message.Refused)) {
            assertTrue(!(last instanceof Message.Closing), String.valueOf(last));
            last = device.next();
        }
        return last;
    }

    private int revoke(String body) throws Exception {
        return admin.post("/admin/revoke", body).json().get("ended").getAsInt();
    }

    private static void assertGoesOn(ScriptedDevice device) throws Exception {
        device.mutate("add", "{\"a\":2}");
        assertTrue(device.settle(2));
    }

    @Test
    void aUsersChannelsEndAtOnceAndOldTokensOpenNothing() throws Exception {
        start(null);
        String old = token("ann", -10);
        ScriptedDevice first = open("d", old);
        ScriptedDevice second = open("e", old);
        ScriptedDevice bob = open("d", token("bob", -10));
        assertEquals(2, revoke("{\"user\":\"ann\"}"));
        assertEquals("unauthorized", refused(refusal(first)));
        assertEquals("unauthorized", refused(refusal(second)));
        assertEquals("unauthorized", refused(first.connect(server.address())));
        assertEquals(401, running.query("d", "SELECT 1", null, old).statusCode());
        String why = running.query("d", "SELECT 1", null, old).body();
        assertTrue(why.contains("The token was revoked: make `token` a function"), why);
        assertGoesOn(bob);
        // A token that is issued afterwards counts.
        open("d", token("ann", 2));
        // Also when the coordinator has started again.
        server.close();
        start(null);
        assertEquals("unauthorized", refused(first.connect(server.address())));
        open("d", token("ann", 2));
    }

    @Test
    void aDocumentsChannelsEndAndThoseOfOtherDocumentsDoNot() throws Exception {
        start(null);
        ScriptedDevice ann = open("d", token("ann", -10));
        ScriptedDevice bob = open("d", token("bob", -10));
        ScriptedDevice other = open("e", token("ann", -10));
        assertEquals(1, revoke("{\"user\":\"bob\",\"document\":\"d\"}"));
        assertEquals("unauthorized", refused(refusal(bob)));
        assertGoesOn(ann);
        assertEquals(1, revoke("{\"document\":\"d\"}"));
        assertEquals("unauthorized", refused(refusal(ann)));
        assertEquals("unauthorized", refused(ann.connect(server.address())));
        assertGoesOn(other);
        assertEquals(0, revoke("{\"user\":\"nobody\"}"));
    }

    @Test
    void aTokenThatDoesNotSayWhenItWasIssuedIsRevoked() throws Exception {
        start(null);
        String silent =
                Tokens.sign(
                        "{\"alg\":\"HS256\"}",
                        Tokens.claims("ann"),
                        SECRET.getBytes(StandardCharsets.US_ASCII));
        ScriptedDevice device = open("d", silent);
        revoke("{\"user\":\"ann\"}");
        assertEquals("unauthorized", refused(refusal(device)));
        assertEquals("unauthorized", refused(device.connect(server.address())));
    }

    @Test
    void theServerOfTheApplicationIsAskedAnew() throws Exception {
        start(application());
        String token = token("ann", -10);
        ScriptedDevice device = open("d", token);
        // Its answer counts for an hour.
        right = "none";
        open("d", token("ann", -10));
        assertEquals(2, revoke("{\"user\":\"ann\"}"));
        assertEquals("unauthorized", refused(refusal(device)));
        assertEquals("unauthorized", refused(device.connect(server.address())));
        right = "write";
        revoke("{\"document\":\"d\"}");
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
    }

    @Test
    void anAnswerThatIsUnderWayGivesNoRight() throws Exception {
        start(application());
        held = new CountDownLatch(1);
        ScriptedDevice device = new ScriptedDevice("d", token("ann", -10));
        var attached =
                java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return device.connect(server.address());
                            } catch (Exception problem) {
                                throw new IllegalStateException(problem);
                            }
                        });
        // The answer "write" is on its way.
        asked.await();
        right = "none";
        assertEquals(0, revoke("{\"user\":\"ann\"}"));
        held.countDown();
        assertEquals("unauthorized", refused(attached.get()));
    }
}
