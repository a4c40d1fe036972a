package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.Limits;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.reducer.HeardLines;

/** What servers and monitoring ask over HTTP. */
@Timeout(900)
class DocumentRequestsTest {
    private static final String REDUCER =
            """
            export default {
              name: "r",
              migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
              mutations: {
                add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); return { a, user: tx.user }; },
                refuse(tx) { tx.run("INSERT INTO t (a) VALUES (0)"); tx.reject("full", "No room."); },
                spin(tx, { statements }) { for (let i = 0; i < statements; i++) {} tx.run("INSERT INTO t (a) VALUES ('spun')"); },
                rows(tx, { rows }) { for (let i = 0; i < rows; i++) tx.run("INSERT INTO t (a) VALUES (?)", [i]); },
                forever(tx) { for (;;) {} },
                deep(tx) { const deep = () => deep() + 1; deep(); },
                count(tx) { tx.all("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"); },
              },
            };
            """;

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(directory, REDUCER);
        start(new CoordinatorLimits.Tuning(2, 100, 400, 60_000), null);
    }

    private void start(CoordinatorLimits.Tuning tuning, Path secret) throws Exception {
        server = Running.start(directory, List.of("https://app.example"), secret, tuning);
        running = new Running(server.address());
    }

    private void restart(CoordinatorLimits.Tuning tuning, Path secret) throws Exception {
        server.close();
        start(tuning, secret);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String add(Object a) {
        return "[{\"name\":\"add\",\"args\":{\"a\":" + a + "}}]";
    }

    @Test
    void aMutationIsAppliedAndItsResultsComeBack() throws Exception {
        HttpResponse<String> response = running.mutate("d", 'a', 1, add("{\"$bytes\":\"AQI=\"}"));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "{\"results\":[{\"a\":{\"$bytes\":\"AQI=\"},\"user\":\"ann\"}]}",
                response.body().strip());
        assertEquals(
                "{\"rows\":[{\"a\":{\"$bytes\":\"AQI=\"}}]}", running.rows("d", "SELECT a FROM t"));
    }

    @Test
    void theSameIdTakesEffectOnceAlsoAfterARestart() throws Exception {
        String first = running.mutate("d", 'a', 1, add(1)).body();
        assertEquals(first, running.mutate("d", 'a', 1, add(1)).body());
        restart(CoordinatorLimits.Tuning.DEFAULT, null);
        assertEquals(first, running.mutate("d", 'a', 1, add(1)).body());
        assertEquals("{\"rows\":[{\"n\":1}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    @Test
    void theSameIdWithAnotherBodyIsRefused() throws Exception {
        String first = running.mutate("d", 'a', 5, add(1)).body();
        HttpResponse<String> other = running.mutate("d", 'a', 5, add(2));
        assertEquals(409, other.statusCode(), other.body());
        assertTrue(other.body().contains("\"already-exists\""), other.body());
        assertEquals(first, running.mutate("d", 'a', 5, " " + add(" 1 ")).body());
        // Ids have no order.
        assertEquals(200, running.mutate("d", 'a', 3, add(3)).statusCode());
        assertEquals("{\"rows\":[{\"a\":1},{\"a\":3}]}", running.rows("d", "SELECT a FROM t"));
    }

    @Test
    void aRejectionSaysWhyAndLeavesNothing() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        HttpResponse<String> response = running.mutate("d", 'a', 2, "[{\"name\":\"refuse\"}]");
        assertEquals(409, response.statusCode());
        assertEquals(
                "{\"error\":{\"code\":\"mutation-rejected\",\"message\":\"No room.\",\"reason\":\"full\"}}",
                response.body().strip());
        assertEquals("{\"rows\":[{\"n\":1}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    @Test
    void queriesTakeParametersAndRefuseToWrite() throws Exception {
        running.mutate("d", 'a', 1, add("{\"$bigint\":\"9007199254740993\"}"));
        assertEquals(
                "{\"rows\":[{\"a\":{\"$bigint\":\"9007199254740993\"},\"b\":\"ä\",\"c\":2.5,\"d\":null}]}",
                running.query(
                                "d",
                                "SELECT a, ? AS b, ? AS c, ? AS d FROM t",
                                "[\"ä\", 2.5, null]",
                                "ann")
                        .body()
                        .strip());
        assertEquals(
                "{\"rows\":[{\"x\":7}]}",
                running.query("d", "SELECT :x AS x", "{\"x\": 7}", "ann").body().strip());
        for (String bad : List.of("DELETE FROM t", "SELEC", "SELECT ?", "ATTACH 'x' AS x", "")) {
            HttpResponse<String> response = running.query("d", bad, null, "ann");
            assertEquals(400, response.statusCode(), bad + " gave " + response.body());
        }
        assertEquals(400, running.query("d", "SELECT 1", "{", "ann").statusCode());
        assertEquals(404, running.query("absent", "SELECT 1", null, "ann").statusCode());
    }

    @Test
    void numbersKeepTheirDigits() throws Exception {
        List<String> exact =
                List.of(
                        "9007199254740993",
                        "-9007199254740993",
                        "9223372036854775807",
                        "-9223372036854775808");
        int n = 0;
        for (String digits : exact) {
            String wanted = "{\"$bigint\":\"" + digits + "\"}";
            HttpResponse<String> made = running.mutate("d", 'a', ++n, add(digits));
            assertEquals(200, made.statusCode(), made.body());
            assertEquals(
                    "{\"results\":[{\"a\":" + wanted + ",\"user\":\"ann\"}]}", made.body().strip());
            assertEquals(
                    "{\"rows\":[{\"t\":\"integer\",\"a\":" + wanted + "}]}",
                    running.rows("d", "SELECT typeof(a) AS t, a FROM t WHERE id = " + n));
            assertEquals(
                    "{\"rows\":[{\"t\":\"integer\",\"a\":" + wanted + "}]}",
                    bound("[" + digits + "]"));
        }
        assertEquals("{\"rows\":[{\"t\":\"integer\",\"a\":0}]}", bound("[-0]"));
        assertEquals("{\"rows\":[{\"t\":\"integer\",\"a\":1}]}", bound("[1.0]"));
        assertEquals("{\"rows\":[{\"t\":\"real\",\"a\":1.5}]}", bound("[1.5]"));
        assertEquals(
                "{\"rows\":[{\"t\":\"real\",\"a\":9.223372036854776E18}]}",
                bound("[9223372036854775808]"));
        assertEquals(400, query("[1e400]").statusCode());
        assertEquals(400, running.mutate("d", 'a', ++n, add("[{\"deep\": 1e400}]")).statusCode());
    }

    @Test
    void aNameIsGivenWithOrWithoutItsPrefix() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        for (String prefix : List.of(":", "@", "$")) {
            for (String name : List.of("x", prefix + "x")) {
                String params = "{\"" + name + "\": 7}";
                assertEquals(
                        "{\"rows\":[{\"x\":7}]}",
                        running.query("d", "SELECT " + prefix + "x AS x", params, "ann")
                                .body()
                                .strip());
            }
        }
        String twice = "{\"x\": 7, \":x\": 7}";
        assertEquals(400, running.query("d", "SELECT :x", twice, "ann").statusCode());
        assertEquals(400, running.query("d", "SELECT :x", "{\"@x\": 7}", "ann").statusCode());
    }

    @Test
    void whatDoesNotFitAStatementIsSaidAsToReducers() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        String advice = " Bind null, a number, bigint, string, boolean or Uint8Array.";
        said("invalid-argument", "The statement has 1 parameters, 0 were given.", "null");
        said("invalid-argument", "Parameters are an array or an object.", "7");
        said("invalid-argument", "The statement has no parameter 'b'.", "{\"b\":1}");
        said(
                "invalid-argument",
                "Parameter a is not a value of SQLite: it is a number that is too large." + advice,
                "{\"a\":1e400}");
        said(
                "invalid-argument",
                "Parameter 1 is not a value of SQLite: it is a string with half a surrogate pair."
                        + advice,
                "[\"\\ud800\"]");
        HttpResponse<String> twice = running.query("d", "SELECT 1 AS a, 2 AS a", null, "ann");
        assertEquals(400, twice.statusCode());
        assertTrue(twice.body().contains("{\"code\":\"sql-error\",\"message\":\"Two columns of"));
    }

    private void said(String code, String sentence, String params) throws Exception {
        HttpResponse<String> response = query(params);
        assertEquals(400, response.statusCode());
        String body = response.body().strip().replace("\\\"", "'");
        assertEquals(
                "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + sentence + "\"}}", body);
    }

    private HttpResponse<String> query(String params) throws Exception {
        return running.query("d", "SELECT typeof(:a) AS t, :a AS a", params, "ann");
    }

    private String bound(String params) throws Exception {
        return query(params).body().strip();
    }

    @Test
    void nonsenseIsRefusedWithASentence() throws Exception {
        for (String body :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{\"id\":7}",
                        "{\"id\":\"\",\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":\"" + "x".repeat(101) + "\",\"calls\":[{\"name\":\"add\"}]}",
                        "{\"id\":\"" + Running.session('a') + "-1\",\"calls\":[]}",
                        "{\"id\":\"" + Running.session('a') + "-1\",\"calls\":[7]}",
                        "{\"id\":\"" + Running.session('a') + "-1\",\"calls\":{}}")) {
            HttpResponse<String> response = running.post("d", body, "ann");
            assertEquals(400, response.statusCode(), response.body());
            assertTrue(response.body().startsWith("{\"error\":{\"code\":\"invalid-argument\""));
        }
        assertEquals(400, running.mutate("d", 'a', 1, "[{\"name\":\"missing\"}]").statusCode());
        assertEquals(404, running.post("d/x", "{}", "ann").statusCode());
        assertEquals(404, running.post("x".repeat(129), "{}", "ann").statusCode());
    }

    @Test
    void aForeignPageIsRefused() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(running.at("/documents/d/query?sql=SELECT%201"));
        assertEquals(
                200,
                Running.send(request.copy().header("Origin", "https://app.example"), "x")
                        .statusCode());
        assertEquals(
                403,
                Running.send(request.copy().header("Origin", "https://evil.example"), "x")
                        .statusCode());
        assertEquals(403, Running.send(request.copy().header("Origin", "null"), "x").statusCode());
    }

    @Test
    void withASecretOnlySignedTokensAreLetIn() throws Exception {
        byte[] secret =
                "a secret that is long enough for HS256".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(directory.resolve("secret"), secret);
        restart(CoordinatorLimits.Tuning.DEFAULT, file);
        String body =
                "{\"id\":\""
                        + Running.session('a')
                        + "-1\",\"reducer\":\"r\",\"create\":true,\"calls\":"
                        + add(1)
                        + "}";
        String header = "{\"alg\":\"HS256\"}";
        String good = Tokens.sign(header, Tokens.claims("bob", "\"documents\":[\"d\"]"), secret);
        String expired = Tokens.sign(header, "{\"sub\":\"bob\",\"exp\":1}", secret);
        assertEquals(401, running.post("d", body, null).statusCode());
        assertEquals(401, running.post("d", body, "ann").statusCode());
        assertEquals(401, running.post("d", body, expired).statusCode());
        assertEquals(401, running.post("e", body, good).statusCode());
        assertEquals(401, running.query("e", "SELECT 1", null, good).statusCode());
        HttpResponse<String> response = running.post("d", body, good);
        assertTrue(response.body().contains("\"user\":\"bob\""), response.body());
    }

    @Test
    void whatRunsWithoutEndIsRejectedAndTheDocumentGoesOn() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        running.mutate("e", 'a', 1, add(1));
        long number = 1;
        for (String poison : List.of("forever", "deep", "count", "forever", "count")) {
            String calls = "[{\"name\":\"" + poison + "\"}]";
            number++;
            HttpResponse<String> response = running.mutate("d", 'a', number, calls);
            assertEquals(409, response.statusCode(), poison + " gave " + response.body());
            assertEquals(
                    "{\"rows\":[{\"n\":1}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
            assertEquals(
                    "{\"rows\":[{\"n\":1}]}", running.rows("e", "SELECT count(*) AS n FROM t"));
        }
        assertEquals(200, running.mutate("d", 'a', number + 1, add(2)).statusCode());
    }

    @Test
    void aMutationOfManyRowsIsAccepted() throws Exception {
        restart(CoordinatorLimits.Tuning.DEFAULT, null);
        String calls = "[{\"name\":\"rows\",\"args\":{\"rows\":50000}}]";
        HttpResponse<String> response = running.mutate("d", 'a', 1, calls);
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "{\"rows\":[{\"n\":50000}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    @Test
    void aBodyBeyondTheLimitIsTooLarge() throws Exception {
        String beyond = add("\"" + "x".repeat(Limits.REQUEST_BODY_BYTES_MAX) + "\"");
        HttpResponse<String> response = running.mutate("d", 'a', 1, beyond);
        assertEquals(413, response.statusCode(), response.body());
        assertTrue(response.body().contains("\"too-large\""), response.body());
        assertTrue(response.body().contains("1048576 bytes"), response.body());
        String within = add("\"" + "x".repeat(Limits.REQUEST_BODY_BYTES_MAX - 200) + "\"");
        assertEquals(200, running.mutate("d", 'a', 1, within).statusCode());
    }

    @Test
    void aDocumentThatIsTooLargeIsRefusedAlone() throws Exception {
        restart(tuning(1 << 20), null);
        running.mutate("e", 'a', 1, add(1));
        String some = add("\"" + "x".repeat(400_000) + "\"");
        assertEquals(200, running.mutate("d", 'a', 1, some).statusCode());
        assertEquals(200, running.mutate("d", 'a', 2, some).statusCode());
        HttpResponse<String> beyond = running.mutate("d", 'a', 3, some);
        assertEquals(413, beyond.statusCode(), beyond.body());
        assertTrue(beyond.body().contains("\"too-large\""), beyond.body());
        assertTrue(beyond.body().contains("1048576 bytes"), beyond.body());
        assertEquals(200, running.mutate("d", 'a', 4, add(4)).statusCode());
        String rows = running.rows("d", "SELECT count(*) AS n FROM t");
        assertEquals("{\"rows\":[{\"n\":3}]}", rows);

        restart(tuning(1 << 19), null);
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> refused = running.query("d", "SELECT 1", null, "ann");
            assertEquals(413, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("--document-bytes-max"), refused.body());
            assertEquals(413, running.mutate("d", 'a', 5, add(5)).statusCode());
            assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("e", "SELECT a FROM t"));
        }
        assertTrue(running.text("/metrics").contains("sqlsync_documents_failed_total 4.0\n"));
        assertEquals("ok\n", running.text("/readyz"));

        restart(tuning(1 << 20), null);
        assertEquals(rows, running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    /** Starts it with other migrations. */
    private void restartWith(String migrations) throws Exception {
        String other = REDUCER.replaceFirst("migrations: .*", "migrations: [" + migrations + "],");
        Files.writeString(directory.resolve("reducers/r.js"), other);
        restart(CoordinatorLimits.Tuning.DEFAULT, null);
    }

    @Test
    void migrationsThatWereEditedOrTakenBackAreLogged() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        try (HeardLines heard = new HeardLines()) {
            restartWith("'CREATE TABLE t (a)'");
            running.mutate("d", 'a', 2, add(2));
            assertEquals(1, logged(heard, "event=migration-edited document=d reducer=r message="));
        }
        try (HeardLines heard = new HeardLines()) {
            restartWith("");
            for (long i = 3; i < 5; i++) {
                HttpResponse<String> refused = running.mutate("d", 'a', i, add(3));
                assertEquals(500, refused.statusCode());
                assertTrue(refused.body().contains("\"schema-too-new\""), refused.body());
            }
            assertEquals(1, logged(heard, "event=document-schema-too-new document=d message="));
        }
        restart(CoordinatorLimits.Tuning.DEFAULT, null);
    }

    private static long logged(HeardLines heard, String beginning) {
        return heard.messages().stream().filter(line -> line.startsWith(beginning)).count();
    }

    private static CoordinatorLimits.Tuning tuning(long documentBytesMax) {
        return new CoordinatorLimits.Tuning(2, 1_000, 5_000, 60_000, 1_000, documentBytesMax);
    }

    @Test
    void aQueryWithoutEndIsStoppedAndCostsNobodyAnything() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        running.mutate("e", 'a', 1, add(2));
        String sql =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = running.query("d", sql, null, "ann");
            assertEquals(422, answer.statusCode());
            assertTrue(answer.body().contains("\"timeout\""), answer.body());
        }
        assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("d", "SELECT a FROM t"));
        assertEquals("{\"rows\":[{\"a\":2}]}", running.rows("e", "SELECT a FROM t"));
        // Nothing was given up for it.
        assertFalse(running.text("/metrics").contains("cut_off_total 1.0"));
    }

    @Test
    void othersOfTheSameLoopAreAnsweredWhileAQueryRuns() throws Exception {
        restart(new CoordinatorLimits.Tuning(1, 30_000, 30_000, 60_000), null);
        running.mutate("d", 'a', 1, add(1));
        running.mutate("e", 'a', 1, add(2));
        running.rows("e", "SELECT a FROM t");
        String sql =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        + " SELECT count(*) + (SELECT a FROM t) FROM n";
        ExecutorService asking = Executors.newSingleThreadExecutor();
        // The second one does not begin on the loop of its document.
        for (int i = 0; i < 2; i++) {
            Future<HttpResponse<String>> query =
                    asking.submit(() -> running.query("d", sql, null, "bob"));
            awaitQuery();
            assertEquals("{\"rows\":[{\"a\":2}]}", running.rows("e", "SELECT a FROM t"));
            assertEquals(200, running.mutate("d", 'b', i, add(3)).statusCode());
            assertFalse(query.isDone());
            assertEquals(422, query.get().statusCode(), query.get().body());
        }
        asking.shutdown();
    }

    /** Waits until some thread is busy with a query. */
    private static void awaitQuery() throws InterruptedException {
        while (Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .noneMatch(each -> each.getClassName().endsWith(".QueryUse"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aQueryThatTakesLongSeesOneStateOfItsDocument() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        String sql =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d)"
                        + " SELECT count(*) AS n, (SELECT count(*) FROM t) AS t FROM n";
        int limit = 1_000;
        HttpResponse<String> answer;
        do {
            limit *= 2;
            answer = running.query("d", String.format(sql, limit), null, "bob");
            assertEquals("{\"rows\":[{\"n\":" + limit + ",\"t\":1}]}", answer.body().strip());
        } while (!running.text("/metrics").contains("sqlsync_queries_long_total 1.0\n"));
        running.mutate("d", 'a', 2, add(2));
        assertEquals(
                "{\"rows\":[{\"n\":1000,\"t\":2}]}",
                running.query("d", String.format(sql, 1_000), null, "bob").body().strip());
        assertTrue(running.text("/metrics").contains("sqlsync_queries_long_total 2.0\n"));
    }

    @Test
    void aQueryThatNeedsTooMuchMemoryIsRefusedAndOthersAreAnswered() throws Exception {
        running.mutate("d", 'a', 1, add(1));
        for (String sql :
                List.of(
                        "SELECT length(randomblob(1000000000)) AS n",
                        "SELECT length(zeroblob(900000000)) AS n",
                        "SELECT length(printf('%900000000d', 1)) AS n",
                        "SELECT length(hex(zeroblob(400000000))) AS n",
                        "SELECT length(replace(hex(zeroblob(5000000)), '0', '0000')) AS n",
                        "SELECT length(quote(zeroblob(16000000))) AS n",
                        "SELECT length(json_group_array(b)) AS n FROM"
                                + " (SELECT hex(zeroblob(5000000)) AS b UNION ALL SELECT hex(zeroblob(5000001)))")) {
            HttpResponse<String> answer = running.query("d", sql, null, "ann");
            assertEquals(413, answer.statusCode(), sql + " gave " + answer.body());
            assertTrue(answer.body().contains("\"too-large\""), answer.body());
            assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("d", "SELECT a FROM t"));
        }
        assertEquals(200, running.mutate("d", 'a', 2, add(2)).statusCode());
    }

    @Test
    @Timeout(900)
    void manyDocumentsShareFewThreads() throws Exception {
        restart(new CoordinatorLimits.Tuning(2, 1_000, 5_000, 1_000_000, 1_000_000), null);
        int documents = Integer.getInteger("sqlsync.documents", 1_000);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            int each = i;
            calls.add(() -> running.mutate("many-" + each, 'a', 1, add(each)));
        }
        for (Future<HttpResponse<String>> answer : callers.invokeAll(calls)) {
            assertEquals(200, answer.get().statusCode(), answer.get().body());
        }
        callers.shutdown();
        assertTrue(
                running.text("/metrics").contains("sqlsync_documents_open " + documents + ".0\n"));
        assertEquals("{\"rows\":[{\"a\":7}]}", running.rows("many-7", "SELECT a FROM t"));
        assertEquals(3, threadsNamed("loop-"));
        assertTrue(threadsNamed("disk-") <= CoordinatorLimits.DISK_THREADS);
    }

    private static long threadsNamed(String beginning) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(beginning))
                .count();
    }

    @Test
    void aDocumentThatNobodyUsesIsClosedAndOpensAgain() throws Exception {
        restart(new CoordinatorLimits.Tuning(2, 250, 500, 1), null);
        running.mutate("d", 'a', 1, add(1));
        awaitMetric("sqlsync_documents_open 0.0\n");
        assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("d", "SELECT a FROM t"));
        assertEquals(200, running.mutate("d", 'a', 2, add(2)).statusCode());
    }

    private void awaitMetric(String line) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!running.text("/metrics").contains(line)) {
            assertTrue(System.nanoTime() < until, line);
        }
    }
}
