package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerAuthorizerTest {
    private static final Identity ANN = new Identity("ann", List.of(), 1_000_000_000L);

    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "{\"access\":\"write\"}";
    private volatile String control = "max-age=60";
    private volatile long now = 1_000_000;
    private volatile boolean waits;
    private ServerAuthorizer authorizer;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/may",
                exchange -> {
                    byte[] asked = exchange.getRequestBody().readAllBytes();
                    questions.add(new String(asked, StandardCharsets.UTF_8));
                    try (exchange) {
                        if (waits) {
                            open.await();
                        }
                        if (control != null) {
                            exchange.getResponseHeaders().add("Cache-Control", control);
                        }
                        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(status, body.length);
                        exchange.getResponseBody().write(body);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        authorizer =
                new ServerAuthorizer(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/may"),
                        () -> now);
    }

    @AfterEach
    void stop() {
        open.countDown();
        server.stop(0);
    }

    private Grant ask(String document) {
        return authorizer.authorize(ANN, document, Right.READ).toCompletableFuture().join();
    }

    private String failure() {
        Throwable cause = assertThrows(CompletionException.class, () -> ask("d")).getCause();
        return assertInstanceOf(UnavailableException.class, cause).getMessage();
    }

    @Test
    void theServerIsAskedAndItsAnswerCountsForAsLongAsItSays() {
        assertEquals(new Grant(Right.WRITE, now + 60_000), ask("d"));
        assertEquals("{\"user\":\"ann\",\"document\":\"d\",\"access\":\"read\"}", questions.get(0));
        answer = "{\"access\":\"none\"}";
        now += 59_999;
        assertEquals(Right.WRITE, ask("d").right());
        assertEquals(1, questions.size());
        now += 1;
        assertEquals(Right.NONE, ask("d").right());
        answer = "{\"access\":\"read\",\"other\":1}";
        assertEquals(Right.NONE, ask("d").right());
        assertEquals(Right.READ, ask("e").right());
        assertEquals(3, questions.size());
    }

    @Test
    void howLongAnAnswerCountsHasLimits() {
        String[][] said = {
            {null, "10000"},
            {"private", "10000"},
            {"max-age=0", "1000"},
            {"no-store", "1000"},
            {"private, MAX-AGE=7", "7000"},
            {"max-age=999999999", "3600000"}
        };
        for (String[] each : said) {
            control = each[0];
            assertEquals(now + Long.parseLong(each[1]), ask("d" + each[0]).untilMillis(), each[0]);
        }
        Identity ending = new Identity("ann", List.of(), now + 5);
        assertEquals(
                now + 5,
                authorizer
                        .authorize(ending, "d", Right.READ)
                        .toCompletableFuture()
                        .join()
                        .untilMillis());
    }

    @Test
    void whatIsNoAnswerLetsNobodyIn() {
        for (String wrong :
                List.of(
                        "",
                        "true",
                        "[]",
                        "{}",
                        "{\"access\":\"admin\"}",
                        "{\"access\":null}",
                        "<p>")) {
            answer = wrong;
            assertTrue(
                    failure()
                            .endsWith(
                                    "its answer is not {\"access\": \"none\" | \"read\" | \"write\"}"),
                    wrong);
        }
        answer = "{\"access\":\"write\"}";
        for (int wrong : new int[] {201, 302, 401, 404, 500}) {
            status = wrong;
            assertTrue(failure().endsWith("it answers with status " + wrong), "status " + wrong);
        }
        status = 200;
        answer = " ".repeat(ServerAuthorizer.ANSWER_BYTES_MAX + 1);
        assertTrue(failure().endsWith("bytes"));
        answer = "{\"access\":\"write\"}";
        assertEquals(Right.WRITE, ask("d").right());
    }

    @Test
    void anOutageIsNotARefusalAndEndsNoAnswerThatCounts() {
        ask("known");
        server.stop(0);
        assertEquals(Right.WRITE, ask("known").right());
        assertTrue(failure().startsWith("Rights cannot be asked for at http://127.0.0.1:"));
        now += 60_000;
        assertThrows(CompletionException.class, () -> ask("known"));
    }

    @Test
    void theSameQuestionAtTheSameTimeIsAskedOnce() {
        waits = true;
        List<CompletionStage<Grant>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(authorizer.authorize(ANN, "d", Right.READ));
        }
        assertFalse(waiting.get(0).toCompletableFuture().isDone());
        open.countDown();
        waiting.forEach(
                each -> assertEquals(Right.WRITE, each.toCompletableFuture().join().right()));
        assertEquals(1, questions.size());
    }
}
