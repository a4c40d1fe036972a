package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.Keys;
import sqlsync.coordinator.auth.TokenRules;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** Rights, by HTTP and by WebSocket, with an identity provider and an application's server. */
class AccessTest {
    private static final String REDUCER =
            """
            export default {
              name: "r",
              migrations: ["CREATE TABLE t (a)"],
              mutations: {
                add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
                claim(tx) {
                  if (!Object.isFrozen(tx.claims.role)) tx.reject("not-frozen");
                  tx.run("INSERT INTO t (a) VALUES (?)", [tx.claims.role[0]]);
                },
              },
            };
            """;

    @TempDir Path directory;

    /** What the application's server answers: by user, one of "none", "read", "write". */
    private final Map<String, String> rights = new ConcurrentHashMap<>();

    private HttpServer provider;
    private CoordinatorServer server;
    private Running running;
    private ECKey key;
    private long number;
    private volatile boolean keysAreGone;

    @BeforeEach
    void startProvider() throws Exception {
        Running.reducer(directory, REDUCER);
        key = Keys.ec("k1", Curve.P_256);
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/keys", asked -> keysAreGone ? null : Keys.set(key));
        answer(
                "/may",
                asked -> {
                    String user = asked.replaceAll(".*\"user\":\"([a-z]+)\".*", "$1");
                    String access = rights.get(user);
                    return access == null ? null : "{\"access\":\"" + access + "\"}";
                });
        provider.start();
    }

    private interface Answerer {
        /** Null is an error of the server. */
        String answer(String asked);
    }

    private void answer(String path, Answerer answerer) {
        provider.createContext(
                path,
                exchange -> {
                    byte[] asked = exchange.getRequestBody().readAllBytes();
                    String said = answerer.answer(new String(asked, StandardCharsets.UTF_8));
                    byte[] body = String.valueOf(said).getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Cache-Control", "max-age=1");
                    exchange.sendResponseHeaders(said == null ? 500 : 200, body.length);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
    }

    @AfterEach
    void stop() {
        provider.stop(0);
        if (server != null) {
            server.close();
        }
    }

    private void start(boolean asksServer) throws Exception {
        URI base = URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
        TokenRules rules =
                new TokenRules(
                        List.of("https://login.example/"),
                        List.of("notes"),
                        3_600_000,
                        asksServer ? null : "documents",
                        List.of("role"));
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
                                null,
                                new TokenOptions(
                                        base.resolve("/keys"),
                                        rules,
                                        asksServer ? base.resolve("/may") : null),
                                List.of(),
                                false,
                                CoordinatorLimits.Tuning.DEFAULT));
        running = new Running(server.address());
    }

    private String token(String user, String documents) throws Exception {
        return Keys.sign(
                key,
                JWSAlgorithm.ES256,
                Tokens.claims(
                        user,
                        "\"iss\":\"https://login.example/\",\"aud\":\"notes\",\"documents\":"
                                + documents));
    }

    private HttpResponse<String> post(String document, String token) throws Exception {
        return running.post(
                document,
                "{\"id\":\""
                        + Running.session('p')
                        + "-"
                        + ++number
                        + "\",\"reducer\":\"r\",\"create\":true,\"calls\":[{\"name\":\"add\",\"args\":"
                        + "{\"a\":1}}]}",
                token);
    }

    private Message attach(String document, String token) throws Exception {
        return new ScriptedDevice(document, token).connect(server.address());
    }

    private static String code(HttpResponse<String> response) {
        return response.statusCode()
                + " "
                + response.body().replaceAll("(?s).*\"code\":\"([a-z-]+)\".*", "$1");
    }

    private static void assertRefused(String code, boolean retryable, Message answer) {
        Message.Refused refused = assertInstanceOf(Message.Refused.class, answer);
        assertEquals(code, refused.code());
        assertEquals(retryable, refused.retryable());
    }

    @Test
    void aTokenWithoutARightOpensNothingOnBothDoors() throws Exception {
        start(false);
        String none =
                Keys.sign(
                        key,
                        JWSAlgorithm.ES256,
                        Tokens.claims(
                                "eve", "\"iss\":\"https://login.example/\",\"aud\":\"notes\""));
        assertEquals(200, post("d", token("ann", "[\"d\"]")).statusCode());
        for (String token : List.of(none, token("eve", "[]"), token("eve", "[\"e\"]"))) {
            assertEquals("401 unauthorized", code(post("d", token)));
            assertEquals("401 unauthorized", code(running.query("d", "SELECT 1", null, token)));
            assertRefused("unauthorized", false, attach("d", token));
        }
        Message.Refused said = (Message.Refused) attach("d", none);
        assertEquals(
                "The token opens no document: the claim that names documents is missing.",
                said.message());
    }

    @Test
    void whoMayOnlyReadFollowsAndQueriesAndChangesNothing() throws Exception {
        start(false);
        String writer = token("ann", "{\"d\":\"write\"}");
        String reader = token("bob", "{\"*\":\"read\"}");
        assertEquals(200, post("d", writer).statusCode());
        assertEquals("403 read-only", code(post("d", reader)));
        assertEquals("403 read-only", code(post("new", reader)));
        String count = "SELECT count(*) AS n FROM t";
        assertEquals(
                "{\"rows\":[{\"n\":1}]}", running.query("d", count, null, reader).body().strip());
        // A reader cannot make a document.
        assertRefused("not-found", false, attach("new", reader));

        ScriptedDevice device = new ScriptedDevice("d", reader);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":2}");
        assertTrue(device.settle(1));
        assertEquals("read-only", device.rejections().get(0).code());
        assertEquals(
                "{\"rows\":[{\"n\":1}]}", running.query("d", count, null, reader).body().strip());
    }

    @Test
    void theServerOfTheApplicationDecides() throws Exception {
        start(true);
        rights.putAll(Map.of("ann", "write", "bob", "read", "eve", "none"));
        assertEquals(200, post("d", token("ann", "[]")).statusCode());
        assertEquals("403 read-only", code(post("d", token("bob", "[\"*\"]"))));
        assertEquals("401 unauthorized", code(post("d", token("eve", "[\"*\"]"))));
        assertRefused("unauthorized", false, attach("d", token("eve", "[\"*\"]")));
        // It answers nothing for others: that is an outage, and opens nothing.
        assertEquals("503 storage-unavailable", code(post("d", token("zoe", "[\"*\"]"))));
        assertRefused("coordinator-failed", true, attach("d", token("zoe", "[\"*\"]")));
    }

    @Test
    void aRightThatIsTakenAwayEndsTheChannel() throws Exception {
        start(true);
        rights.put("ann", "write");
        ScriptedDevice device = new ScriptedDevice("d", token("ann", "[]"));
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        rights.put("ann", "read");
        assertRefused("closed", true, refusal(device));
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":2}");
        assertTrue(device.settle(2));
        assertEquals("read-only", device.rejections().get(0).code());
        rights.put("ann", "none");
        assertRefused("unauthorized", false, refusal(device));
        rights.put("ann", "write");
        awaitWelcome(device);
        // An outage ends it, when its last answer has ended, and is worth another try.
        rights.remove("ann");
        assertRefused("coordinator-failed", true, refusal(device));
    }

    /** The answer "none" counts for a second. */
    private void awaitWelcome(ScriptedDevice device) throws Exception {
        while (!(device.connect(server.address()) instanceof Message.Welcome)) {
            device.drop();
        }
    }

    private static Message refusal(ScriptedDevice device) throws Exception {
        Message last = device.next();
        while (!(last instanceof Message.Refused)) {
            last = device.next();
        }
        return last;
    }

    /** A token that is refused in some seconds: thirty are for clocks that differ. */
    private String endingToken(String user) throws Exception {
        // The first token takes longer: keys are loaded.
        assertInstanceOf(Message.Welcome.class, attach("d", token(user, "[\"d\"]")));
        long soon = System.currentTimeMillis() / 1_000 - 29;
        String claims =
                Tokens.claims(
                                user,
                                "\"iss\":\"https://login.example/\",\"aud\":\"notes\",\"documents\":[\"d\"]")
                        .replaceFirst("\"exp\":[0-9]+", "\"exp\":" + (soon + 10));
        return Keys.sign(key, JWSAlgorithm.ES256, claims);
    }

    private static Message.Expires expires(ScriptedDevice device) throws Exception {
        Message last = device.next();
        while (!(last instanceof Message.Expires)) {
            last = device.next();
        }
        return (Message.Expires) last;
    }

    @Test
    void aNewerTokenKeepsTheChannelOpen() throws Exception {
        start(false);
        String ending = endingToken("ann");
        ScriptedDevice device = new ScriptedDevice("d", ending).speaking(4);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        assertEquals(0, expires(device).millis());
        // One that is no good changes nothing.
        device.send(new Message.Token(1, ending + "x"));
        device.send(new Message.Token(1, token("ann", "[\"d\"]")));
        long millis = expires(device).millis();
        assertTrue(millis > 3_500_000 && millis <= 3_600_000, () -> millis + " ms");
        while (attach("d", ending) instanceof Message.Welcome) {
            // Until the old one has expired.
        }
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        assertEquals(List.of(), device.rejections());
    }

    @Test
    void aNewTokenOfAnotherUserOrRightEndsTheChannel() throws Exception {
        start(false);
        for (String other : List.of(token("bob", "[\"d\"]"), token("ann", "{\"d\":\"read\"}"))) {
            ScriptedDevice device = new ScriptedDevice("d", token("ann", "[\"d\"]")).speaking(4);
            assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
            device.send(new Message.Token(1, other));
            assertRefused("closed", true, refusal(device));
        }
    }

    private String claiming(String role) throws Exception {
        return Keys.sign(
                key,
                JWSAlgorithm.ES256,
                Tokens.claims(
                        "ann",
                        "\"iss\":\"https://login.example/\",\"aud\":\"notes\",\"documents\":[\"d\"],"
                                + "\"role\":[\""
                                + role
                                + "\"]"));
    }

    @Test
    void reducersSeeClaimsOfTheTokenAndDevicesAreToldThem() throws Exception {
        start(false);
        ScriptedDevice device = new ScriptedDevice("d", claiming("one")).speaking(4);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        Message said = device.next();
        while (!(said instanceof Message.Claims)) {
            said = device.next();
        }
        assertEquals("{\"role\":[\"one\"]}", ((Message.Claims) said).claims());
        device.mutate("claim", "");
        assertTrue(device.settle(1));
        assertEquals(List.of(), device.rejections());
        HttpResponse<String> posted =
                running.post(
                        "d",
                        "{\"id\":\"p\",\"reducer\":\"r\",\"calls\":[{\"name\":\"claim\"}]}",
                        claiming("two"));
        assertEquals(200, posted.statusCode(), posted.body());
        assertEquals(
                "{\"rows\":[{\"a\":\"one\"},{\"a\":\"two\"}]}",
                running.query("d", "SELECT a FROM t ORDER BY rowid", null, claiming("one"))
                        .body()
                        .strip());
        device.send(new Message.Token(1, claiming("three")));
        assertRefused("closed", true, refusal(device));
    }

    @Test
    void aNewTokenThatIsRefusedDoesNotKeepTheChannelOpen() throws Exception {
        start(false);
        ScriptedDevice device = new ScriptedDevice("d", endingToken("ann")).speaking(4);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.send(new Message.Token(1, token("ann", "[\"another\"]")));
        assertRefused("unauthorized", false, refusal(device));
    }

    @Test
    void aTokenThatExpiresEndsItsChannel() throws Exception {
        start(false);
        ScriptedDevice device = new ScriptedDevice("d", endingToken("ann"));
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        Message.Refused said = (Message.Refused) refusal(device);
        assertEquals("unauthorized", said.code());
        assertTrue(said.message().startsWith("The token has expired"), said.message());
    }

    @Test
    void anOutageOfTheKeyServerEndsNobodysConnection() throws Exception {
        start(false);
        ScriptedDevice device = new ScriptedDevice("d", token("ann", "[\"d\"]"));
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        keysAreGone = true;
        provider.stop(0);
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        // Nor does it keep away who has a token of a key that is known.
        assertInstanceOf(Message.Welcome.class, attach("d", token("bob", "[\"d\"]")));
        assertEquals("ok\n", running.text("/readyz"));
    }

    @Test
    void withoutKeysACoordinatorStartsAndIsNotReady() throws Exception {
        keysAreGone = true;
        start(false);
        assertRefused("coordinator-failed", true, attach("d", token("ann", "[\"d\"]")));
        assertEquals("ok\n", running.text("/healthz"));
        String why = running.text("/readyz");
        assertTrue(why.contains("/keys cannot be used: it answers with status 500"), why);
    }

    @Test
    void aFileOfKeysThatCannotBeUsedIsAnErrorAtTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("keys.json"), "{\"keys\":[]}");
        provider.removeContext("/keys");
        StartException why =
                org.junit.jupiter.api.Assertions.assertThrows(
                        StartException.class,
                        () ->
                                CoordinatorServer.start(
                                        new CoordinatorOptions(
                                                "127.0.0.1",
                                                0,
                                                directory.resolve("data"),
                                                directory.resolve("reducers"),
                                                null,
                                                List.of(),
                                                false,
                                                null,
                                                new TokenOptions(
                                                        file.toUri(), TokenRules.DEFAULT, null),
                                                List.of(),
                                                false,
                                                CoordinatorLimits.Tuning.DEFAULT)));
        assertTrue(why.getMessage().contains("it has no key that tokens can be checked with"));
    }
}
