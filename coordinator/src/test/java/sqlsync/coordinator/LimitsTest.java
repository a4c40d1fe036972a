package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.Limits;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** What {@code docs/LIMITS.md} says of a coordinator: at each limit, one below and one above. */
@Timeout(900)
class LimitsTest {
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
  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY)"],
  mutations: {
    add(tx) { tx.run("INSERT INTO t DEFAULT VALUES"); },
    echo(tx, value) { return value; },
    text(tx, { chars }) { tx.run("INSERT INTO t DEFAULT VALUES"); return "x".repeat(chars); },
  },
};
""");
        start(null);
    }

    private void start(Path secret) throws Exception {
        server = Running.start(directory, List.of(), secret, CoordinatorLimits.Tuning.DEFAULT);
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> post(String document, String id, String calls, String token)
            throws Exception {
        String body =
                "{\"id\":\"" + id + "\",\"reducer\":\"r\",\"create\":true,\"calls\":" + calls + "}";
        return running.post(document, body, token);
    }

    private HttpResponse<String> add(String document, String id, String token) throws Exception {
        return post(document, id, "[{\"name\":\"add\"}]", token);
    }

    private static void assertFails(
            HttpResponse<String> response, int status, String code, String sentence) {
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(response.body().contains("\"" + code + "\""), response.body());
        assertTrue(response.body().contains(sentence), response.body());
    }

    @Test
    void aDocumentsId() throws Exception {
        int most = Limits.DOCUMENT_ID_CHARS_MAX;
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(200, add("d".repeat(chars), "i", "ann").statusCode());
        }
        assertFails(add("d".repeat(most + 1), "i", "ann"), 404, "not-found", "128 characters");
    }

    @Test
    void aPostedId() throws Exception {
        int most = Limits.POSTED_ID_CHARS_MAX;
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(200, add("d", "i".repeat(chars), "ann").statusCode());
        }
        assertFails(add("d", "i".repeat(most + 1), "ann"), 400, "invalid-argument", "100 char");
    }

    /** Their number has the limit of a device, which no body of this size reaches. */
    @Test
    void moreThanAThousandCalls() throws Exception {
        int calls = 20_000;
        String call = "{\"name\":\"echo\"}";
        String all = "[" + (call + ",").repeat(calls - 1) + call + "]";
        assertEquals(200, post("d", "i", all, "ann").statusCode());
        assertTrue(Limits.REQUEST_BODY_BYTES_MAX / call.length() < Limits.CALLS_MAX);
    }

    @Test
    void rowsOfAQuery() throws Exception {
        add("d", "i", "ann");
        String sql =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d) SELECT 1"
                        + " AS a FROM n";
        int most = Limits.HTTP_ROWS_MAX;
        for (int rows = most - 1; rows <= most; rows++) {
            assertEquals(200, query(String.format(sql, rows)).statusCode());
        }
        assertFails(query(String.format(sql, most + 1)), 413, "too-large", "10000 rows");
    }

    @Test
    void charactersOfAQuerysRows() throws Exception {
        add("d", "i", "ann");
        int most = Limits.HTTP_ROWS_CHARS_MAX - "{\"a\":\"\"}".length();
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(200, query(text(chars)).statusCode());
        }
        assertFails(query(text(most + 1)), 413, "too-large", "8388608 characters of JSON");
    }

    private static String text(int chars) {
        return "SELECT substr(hex(zeroblob(4194304)), 1, " + chars + ") AS a";
    }

    private HttpResponse<String> query(String sql) throws Exception {
        return running.query("d", sql, null, "ann");
    }

    @Test
    void resultsOfAMutation() throws Exception {
        int most = Limits.RESULTS_BYTES_MAX - "\"\"".length();
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(200, returning(chars).statusCode());
        }
        assertFails(returning(most + 1), 413, "too-large", "8388608 bytes");
        assertEquals("{\"rows\":[{\"n\":2}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    private HttpResponse<String> returning(int chars) throws Exception {
        String calls = "[{\"name\":\"text\",\"args\":{\"chars\":" + chars + "}}]";
        return post("d", "of" + chars, calls, "ann");
    }

    @Test
    void depthOfArgumentsAndResults() throws Exception {
        int most = Limits.DEPTH_MAX;
        for (int levels = most - 1; levels <= most; levels++) {
            HttpResponse<String> response = nested(levels, "1");
            assertEquals(200, response.statusCode(), response.body());
            String value = "[".repeat(levels) + "1" + "]".repeat(levels);
            assertEquals("{\"results\":[" + value + "]}", response.body().strip());
        }
        for (String leaf : List.of("{\"$bytes\":\"AQI=\"}", "9007199254740993")) {
            assertEquals(200, nested(most - 1, leaf).statusCode());
            assertFails(nested(most, leaf), 400, "invalid-argument", "1000 levels");
        }
        assertFails(nested(most + 1, "1"), 400, "invalid-argument", "1000 levels");
        assertFails(nested(100_000, "1"), 400, "invalid-argument", "1000 levels");
    }

    private HttpResponse<String> nested(int levels, String value) throws Exception {
        String arguments = "[".repeat(levels) + value + "]".repeat(levels);
        String calls = "[{\"name\":\"echo\",\"args\":" + arguments + "}]";
        return post("d", "of" + levels + value.length(), calls, "ann");
    }

    @Test
    void aUsersName() throws Exception {
        int most = Limits.USER_CHARS_MAX;
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(200, add("d", "i", "u".repeat(chars)).statusCode());
            assertInstanceOf(Message.Welcome.class, attach("u".repeat(chars)));
        }
        String beyond = "u".repeat(most + 1);
        assertFails(add("d", "i", beyond), 401, "unauthorized", "1000 is the most");
        Message.Refused refused = assertInstanceOf(Message.Refused.class, attach(beyond));
        assertEquals("unauthorized", refused.code());
        assertTrue(refused.message().contains("1000 is the most"), refused.message());
    }

    @Test
    void aToken() throws Exception {
        server.close();
        start(Files.write(directory.resolve("secret"), SECRET));
        int most = Limits.TOKEN_CHARS_MAX;
        for (int chars = most - 1; chars <= most; chars++) {
            String token = token(chars);
            assertEquals(200, add("d", "i", token).statusCode());
            assertInstanceOf(Message.Welcome.class, attach(token));
        }
        assertFails(add("d", "i", token(most + 1)), 401, "unauthorized", "16384 is the most");
    }

    private Message attach(String token) throws Exception {
        ScriptedDevice device = new ScriptedDevice("d", token);
        try {
            return device.connect(server.address());
        } finally {
            device.drop();
        }
    }

    /** Filled up in its claims, and in its header what base64 can't say there. */
    private static String token(int chars) {
        for (int spaces = 0; spaces < 4; spaces++) {
            String header = "{\"alg\":\"HS256\"" + " ".repeat(spaces) + "}";
            int others = Tokens.sign(header, claims(0), SECRET).length();
            for (int filling = (chars - others) / 4 * 3; filling <= chars; filling++) {
                String token = Tokens.sign(header, claims(filling), SECRET);
                if (token.length() == chars) {
                    return token;
                }
                if (token.length() > chars) {
                    break;
                }
            }
        }
        throw new AssertionError("no token has " + chars + " characters");
    }

    private static String claims(int filling) {
        return Tokens.claims(
                "ann", "\"documents\":[\"*\"],\"filling\":\"" + "f".repeat(filling) + "\"");
    }
}
