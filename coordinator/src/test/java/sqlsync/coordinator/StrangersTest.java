package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.journal.JournalId;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/** What people without a token, or with a strange one, send to a coordinator in this process. */
@Timeout(180)
class StrangersTest {
    private static final byte[] SECRET =
            "a secret that is long enough for HS256".getBytes(StandardCharsets.US_ASCII);
    private static final String HEADER = "{\"alg\":\"HS256\"}";

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(directory.resolve("reducers"));
        Files.writeString(
                directory.resolve("reducers/r.js"),
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
                  mutations: { add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); } },
                };
                """);
        Path site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(site.resolve("index.html"), "<h1>Tasks</h1>");
        start(Files.write(directory.resolve("secret"), SECRET), List.of());
    }

    private void start(Path secret, List<String> publicUrls) throws Exception {
        server =
                CoordinatorServer.start(
                        new CoordinatorOptions(
                                "127.0.0.1",
                                0,
                                directory.resolve("data"),
                                directory.resolve("reducers"),
                                directory.resolve("site"),
                                List.of(),
                                secret == null,
                                secret,
                                TokenOptions.DEFAULT,
                                publicUrls,
                                false,
                                CoordinatorLimits.Tuning.DEFAULT));
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(Path secret, String... publicUrls) throws Exception {
        server.close();
        start(secret, List.of(publicUrls));
    }

    private static String token(String claims) {
        return Tokens.sign(HEADER, claims, SECRET);
    }

    private void assertWorks() throws Exception {
        ScriptedDevice good = new ScriptedDevice("good", token(Tokens.claims("ann")));
        assertInstanceOf(Message.Welcome.class, good.connect(server.address()));
        good.mutate("add", "{\"a\":1}");
        assertTrue(good.settle(good.made()));
        good.drop();
    }

    @Test
    void aStrangersBodyIsRefusedBeforeItIsRead() throws Exception {
        try (RawSocket raw = new RawSocket(server.address())) {
            raw.write(
                    "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Length: 1000000\r\n\r\n{");
            String answer = raw.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
            assertTrue(answer.contains("Connection: close"), answer);
        }
        assertWorks();
    }

    @Test
    void aBodyThatIsTooLongIsRefusedByItsLength() throws Exception {
        try (RawSocket raw = new RawSocket(server.address())) {
            raw.write(
                    "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + token(Tokens.claims("ann"))
                            + "\r\nContent-Length: 1048577\r\n\r\n{");
            assertTrue(raw.readAll().startsWith("HTTP/1.1 413 "));
        }
    }

    @Test
    void aStrangersLongMessageEndsItsConnection() throws Exception {
        int piece = 16 << 10;
        try (RawSocket raw = RawSocket.upgraded(server.address())) {
            raw.tryWrite(RawSocket.frame(RawSocket.BINARY, false, new byte[piece]));
            for (int i = 0; i < 3; i++) {
                raw.tryWrite(RawSocket.frame(RawSocket.CONTINUATION, false, new byte[piece]));
            }
            assertTrue(raw.isClosedByPeer());
        }
        assertWorks();
    }

    @Test
    void aFloodOfControlFramesEndsItsConnection() throws Exception {
        for (int opcode : new int[] {RawSocket.PING, RawSocket.PONG}) {
            try (RawSocket raw = RawSocket.upgraded(server.address())) {
                byte[] control = RawSocket.frame(opcode, true, new byte[8]);
                boolean open = true;
                for (int i = 0; open && i <= CoordinatorLimits.CONTROL_FRAMES_BURST; i++) {
                    open = raw.tryWrite(control);
                }
                for (int i = 0; open && i < 1_000; i++) {
                    open = raw.tryWrite(control);
                }
                assertTrue(raw.isClosedByPeer());
            }
        }
        assertWorks();
    }

    @Test
    void strangersTurnEachOtherAwayAndNobodyElse() throws Exception {
        ScriptedDevice known = new ScriptedDevice("d", token(Tokens.claims("ann")));
        assertInstanceOf(Message.Welcome.class, known.connect(server.address()));
        List<RawSocket> strangers = new ArrayList<>();
        for (int i = 0; i < CoordinatorLimits.UNKNOWN_SOCKETS_OF_ADDRESS_MAX + 20; i++) {
            strangers.add(RawSocket.upgraded(server.address()));
        }
        assertWorks();
        assertTrue(strangers.get(0).isClosedByPeer());
        known.mutate("add", "{\"a\":1}");
        assertTrue(known.settle(1));
        for (RawSocket stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void whoIsRefusedAgainAndAgainIsCut() throws Exception {
        Message.Position timeline =
                new Message.Position(
                        JournalId.random(new sqlsync.coordinator.loop.SystemRandomness()), 0, 0);
        try (RawSocket raw = RawSocket.upgraded(server.address())) {
            raw.write(message(new Message.Hello(1, 1, "eve")));
            int sent = 0;
            boolean open = true;
            for (int i = 1; open && i <= 200; i++) {
                open =
                        raw.tryWrite(
                                message(
                                        new Message.Attach(
                                                i,
                                                "d\u202E\u0007" + i,
                                                "r",
                                                1,
                                                "nonsense",
                                                true,
                                                timeline,
                                                1,
                                                new Message.Position(null, 0, 0))));
                sent++;
            }
            long refused = 0;
            Message last = null;
            for (byte[] frame : raw.messagesUntilTheEnd()) {
                last = MessageCodec.decode(frame);
                refused += last instanceof Message.Refused ? 1 : 0;
            }
            assertTrue(
                    refused <= CoordinatorLimits.REFUSED_ATTACHES_BURST + 2,
                    refused + " of " + sent);
            assertEquals(
                    "Too many attaches were refused.",
                    assertInstanceOf(Message.Closing.class, last).reason());
        }
        assertWorks();
    }

    private static byte[] message(Message message) {
        return RawSocket.frame(RawSocket.BINARY, true, MessageCodec.encode(message));
    }

    @Test
    void claimsOfEveryTypeAreAnsweredOnBothDoors() throws Exception {
        long soon = System.currentTimeMillis() / 1_000 + 3_600;
        Map<String, String> good =
                Map.of(
                        "sub", "\"sub\":\"ann\"",
                        "exp", "\"exp\":" + soon,
                        "documents", "\"documents\":[\"*\"]");
        for (String value :
                List.of(
                        "null",
                        "true",
                        "7",
                        "-1.5e300",
                        "\"x\"",
                        "\"\"",
                        "[]",
                        "[null]",
                        "[7]",
                        "[[]]",
                        "[{}]",
                        "{}",
                        "{\"a\":[null]}")) {
            for (String name : List.of("sub", "documents", "exp", "nbf", "iat", "aud", "jti")) {
                StringBuilder claims = new StringBuilder();
                for (Map.Entry<String, String> other : good.entrySet()) {
                    if (!other.getKey().equals(name)) {
                        claims.append(other.getValue()).append(',');
                    }
                }
                String token = token("{" + claims + "\"" + name + "\":" + value + "}");
                int status = running.query("absent", "SELECT 1", null, token).statusCode();
                assertTrue(status == 401 || status == 404, status + " for " + name + " " + value);
                Message answer = new ScriptedDevice("d", token).connect(server.address());
                assertFalse(answer instanceof Message.Closing, name + " " + value + ": " + answer);
            }
        }
        assertEquals(
                "The token's `documents` is neither a list of texts nor an object with \"read\" or"
                        + " \"write\" for each text.",
                messageOf(
                        running.query(
                                "d",
                                "SELECT 1",
                                null,
                                token(Tokens.claims("a", "\"documents\":[null]")))));
        for (String token : List.of("", ".", "..", "...", "a.b.c", "e30.e30.", "e30.bnVsbA.e30")) {
            assertEquals(401, running.query("d", "SELECT 1", null, token).statusCode(), token);
        }
    }

    private static String messageOf(HttpResponse<String> response) {
        return com.google.gson.JsonParser.parseString(response.body())
                .getAsJsonObject()
                .getAsJsonObject("error")
                .get("message")
                .getAsString();
    }

    @Test
    void parametersOfEveryKindAreAnswered() throws Exception {
        String token = token(Tokens.claims("ann"));
        running.post(
                "d",
                "{\"id\":\"x-1\",\"reducer\":\"r\",\"create\":true,\"calls\":[{\"name\":\"add\",\"args\":{\"a\":1}}]}",
                token);
        String deep = "[".repeat(1_500) + "]".repeat(1_500);
        for (String params :
                List.of(
                        "[1e999999999]",
                        "[-1e999999999]",
                        "[1e-999999999]",
                        "[1e400]",
                        "[[]]",
                        "[{}]",
                        "[{\"$bytes\":7}]",
                        "[{\"$bytes\":[1,2]}]",
                        "[{\"$bytes\":\"%\"}]",
                        "[{\"$bigint\":\"x\"}]",
                        "[{\"$bigint\":[]}]",
                        "[{\"$bigint\":null}]",
                        "[{\"$bigint\":\"99999999999999999999\"}]",
                        "{}",
                        "{\"\":1}",
                        "null",
                        "7",
                        "\"x\"",
                        "true",
                        "[",
                        "",
                        deep)) {
            HttpResponse<String> response = running.query("d", "SELECT ? AS x", params, token);
            assertEquals(400, response.statusCode(), params + " gave " + response.body());
        }
        assertEquals(200, running.query("d", "SELECT 1", null, token).statusCode());
        for (String body :
                List.of(
                        "{\"id\":1e999999999,\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":[],\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":null,\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":\"y\",\"calls\":[{\"name\":null}]}",
                        "{\"id\":\"y\",\"calls\":[null]}",
                        "{\"id\":\"y\",\"calls\":null}",
                        "{\"id\":\"y\",\"create\":[],\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":\"y\",\"reducer\":{},\"calls\":[{\"name\":\"add\"}]}",
                        "null",
                        "7",
                        deep)) {
            HttpResponse<String> response = running.post("d", body, token);
            int status = response.statusCode();
            assertTrue(status == 400 || status == 409, body + " gave " + response.body());
        }
    }

    private String statusOf(String target, String host, String... headers) throws Exception {
        try (RawSocket raw = new RawSocket(server.address())) {
            raw.write(
                    "GET "
                            + target
                            + " HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nConnection: close\r\n"
                            + String.join("", headers)
                            + "\r\n");
            String answer = raw.readAll();
            return answer.isEmpty() ? "none" : answer.substring(9, 12);
        }
    }

    @Test
    void aForeignNameForThisServerIsNotAnsweredWhereNoTokenIsAsked() throws Exception {
        String query =
                "/documents/d/query?sql=" + URLEncoder.encode("SELECT 1", StandardCharsets.UTF_8);
        restart(null, "https://sync.example");
        for (String host :
                List.of(
                        "evil.example",
                        "evil.example:8787",
                        "127.0.0.1.evil.example",
                        "localhost.evil.example",
                        "1.2.3",
                        "0x7f000001.evil.example",
                        "a@evil.example",
                        "sync.example.evil.example")) {
            for (String path :
                    List.of(query, "/", "/healthz", "/readyz", "/metrics", "/index.html")) {
                String status = statusOf(path, host);
                assertTrue(
                        status.equals("421") || status.equals("400"),
                        host + path + " gave " + status);
            }
            String upgrade =
                    statusOf(
                            "/sync",
                            host,
                            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
            assertTrue(upgrade.equals("421") || upgrade.equals("400"), host + " gave " + upgrade);
        }
        for (String host :
                List.of(
                        "localhost",
                        "LOCALHOST:1",
                        "localhost.",
                        "app.localhost",
                        "127.0.0.1",
                        "10.0.0.7:80",
                        "[::1]:8787",
                        "sync.example",
                        "Sync.Example:443")) {
            assertEquals("200", statusOf("/", host), host);
        }
        restart(directory.resolve("secret"));
        assertEquals("421", statusOf("/metrics", "evil.example"));
        assertEquals("401", statusOf(query, "sync.example"));
    }

    @Test
    void filesThatBeginWithADotAreNotThere() throws Exception {
        Path site = directory.resolve("site");
        Files.createDirectories(site.resolve(".git"));
        Files.createDirectories(site.resolve("a/.b"));
        Files.createDirectories(site.resolve(".well-known/.secret"));
        for (String name :
                List.of(".env", ".git/config", "a/.htpasswd", "a/.b/c", ".well-known/.secret/x")) {
            Files.writeString(site.resolve(name), "secret");
            for (String path :
                    List.of(
                            "/" + name,
                            "/" + name.replace(".", "%2e"),
                            "//" + name,
                            "/x/../" + name,
                            "/./" + name,
                            "/" + name + "/",
                            "/" + name + ";x")) {
                String status = statusOf(path, "localhost");
                assertTrue(status.startsWith("4"), path + " gave " + status);
            }
        }
        Files.writeString(site.resolve(".well-known/assetlinks.json"), "[]");
        assertEquals("200", statusOf("/.well-known/assetlinks.json", "localhost"));
    }
}
