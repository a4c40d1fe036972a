package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorServerTest {
    private static final String SECRET = "not for the world";

    @TempDir Path directory;
    private final HttpClient client = HttpClient.newHttpClient();
    private Path site;
    private int servers;
    private CoordinatorServer server;

    @BeforeEach
    void startOnASiteOfOnePage() throws Exception {
        site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("index.html"), "<h1>Tasks</h1>");
        Files.writeString(directory.resolve("secret.txt"), SECRET);
        server = CoordinatorServer.start(options(0, site));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDirectoryAnswersWithItsIndex() throws Exception {
        HttpResponse<String> response = get("/");
        assertEquals(200, response.statusCode());
        assertEquals("<h1>Tasks</h1>", response.body());
    }

    @Test
    void filesHaveTheTypesThatBrowsersInsistOn() throws Exception {
        Map<String, String> types =
                Map.of(
                        "index.html", "text/html;charset=utf-8",
                        "a.css", "text/css;charset=utf-8",
                        "a.js", "text/javascript;charset=utf-8",
                        "a.mjs", "text/javascript;charset=utf-8",
                        "sqlsync.d.ts", "text/plain;charset=utf-8",
                        "a.json", "application/json",
                        "a.webmanifest", "application/manifest+json",
                        "a.wasm", "application/wasm",
                        "a.svg", "image/svg+xml",
                        "a.png", "image/png");
        for (String name : types.keySet()) {
            Files.writeString(site.resolve(name), "x");
            assertEquals(types.get(name), header(get("/" + name), "content-type"), name);
        }
    }

    @Test
    void everyAnswerCarriesThePolicyErrorsIncluded() throws Exception {
        for (String path : new String[] {"/", "/healthz", "/missing", "/%zz"}) {
            String answer = raw("GET " + path + " HTTP/1.1");
            assertTrue(
                    answer.contains(
                            "Content-Security-Policy: default-src 'self'; "
                                    + "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
                                    + "connect-src 'self' blob:; img-src 'self' data:; "
                                    + "style-src 'self'; "),
                    path + " gave " + answer);
            assertTrue(answer.contains("X-Content-Type-Options: nosniff"), path);
            assertFalse(answer.contains("Jetty"), path);
        }
    }

    @Test
    void anUnchangedFileIsNotSentTwice() throws Exception {
        HttpResponse<String> first = get("/");
        assertEquals("no-cache", header(first, "cache-control"));
        HttpRequest again =
                HttpRequest.newBuilder(at("/"))
                        .header("If-None-Match", header(first, "etag"))
                        .build();
        assertEquals(304, client.send(again, BodyHandlers.ofString()).statusCode());

        Files.writeString(site.resolve("index.html"), "<h1>More tasks</h1>");
        assertEquals("<h1>More tasks</h1>", client.send(again, BodyHandlers.ofString()).body());
    }

    @Test
    void namesWithAHashAreKeptWithoutAsking() throws Exception {
        Map<String, Boolean> kept =
                Map.of(
                        "index-BxY7p1Qz.js", true,
                        "main.0123456789abcdef0123.js", true,
                        "index-BxY7p1Qz.js.map", true,
                        "my-document.js", false,
                        "report-20261130.js", false,
                        "v2-final.js", false,
                        "notes.js", false);
        for (String name : kept.keySet()) {
            Files.writeString(site.resolve(name), "x");
            boolean immutable = header(get("/" + name), "cache-control").contains("immutable");
            assertEquals(kept.get(name), immutable, name);
        }
        HttpResponse<String> missing = get("/index-AxY7p1Qz.js");
        assertEquals(404, missing.statusCode());
        assertFalse(header(missing, "cache-control").contains("immutable"));
    }

    @Test
    void textIsCompressedForWhoTakesIt() throws Exception {
        String text = "let x = 1;\n".repeat(1_000);
        Files.writeString(site.resolve("a.js"), text);
        Files.write(site.resolve("a.png"), text.getBytes(StandardCharsets.US_ASCII));
        HttpResponse<byte[]> script = compressed("/a.js", "gzip");
        assertEquals("gzip", header(script, "content-encoding"));
        assertTrue(header(script, "vary").contains("Accept-Encoding"));
        assertTrue(script.body().length < 1_000, script.body().length + " bytes");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(script.body()))) {
            assertEquals(text, new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
        assertEquals("none", header(compressed("/a.png", "gzip"), "content-encoding"));
        assertEquals(text, get("/a.js").body());

        HttpRequest again =
                HttpRequest.newBuilder(at("/a.js"))
                        .header("Accept-Encoding", "gzip")
                        .header("If-None-Match", header(script, "etag"))
                        .build();
        assertEquals(304, client.send(again, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aFileThatWasCompressedBeforeIsSent() throws Exception {
        Files.writeString(site.resolve("a.js"), "plain");
        Files.writeString(site.resolve("a.js.br"), "brotli");
        HttpResponse<byte[]> script = compressed("/a.js", "gzip, br");
        assertEquals("br", header(script, "content-encoding"));
        assertEquals("brotli", new String(script.body(), StandardCharsets.US_ASCII));
        assertEquals("text/javascript;charset=utf-8", header(script, "content-type"));
    }

    private HttpResponse<byte[]> compressed(String path, String encodings) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(at(path)).header("Accept-Encoding", encodings).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    @Test
    void nothingOutsideTheDirectoryIsServed() throws Exception {
        Files.createSymbolicLink(site.resolve("link.txt"), directory.resolve("secret.txt"));
        Files.createSymbolicLink(site.resolve("up"), directory);
        for (String path :
                new String[] {
                    "/../secret.txt",
                    "/%2e%2e/secret.txt",
                    "/..%2fsecret.txt",
                    "/%2e%2e%2fsecret.txt",
                    "/..;/secret.txt",
                    "/x/../../secret.txt",
                    "/..%5csecret.txt",
                    "/.%00./secret.txt",
                    "//../secret.txt",
                    "/link.txt",
                    "/up/secret.txt",
                    directory.resolve("secret.txt").toString(),
                }) {
            String answer = raw("GET " + path + " HTTP/1.1");
            assertFalse(answer.contains(SECRET), path);
            assertTrue(answer.startsWith("HTTP/1.1 4"), path + " gave " + answer);
        }
    }

    @Test
    void directoriesAreNotListed() throws Exception {
        Files.createDirectory(site.resolve("empty"));
        assertTrue(get("/empty/").statusCode() >= 400);
    }

    @Test
    void errorsSayTheirNameAndNoMore() throws Exception {
        HttpResponse<String> missing = get("/missing");
        assertEquals(404, missing.statusCode());
        assertEquals("404 Not Found\n", missing.body());
    }

    @Test
    void filesCannotBeWritten() throws Exception {
        HttpRequest put =
                HttpRequest.newBuilder(at("/index.html")).PUT(BodyPublishers.ofString("x")).build();
        HttpResponse<String> response = client.send(put, BodyHandlers.ofString());
        assertEquals(405, response.statusCode());
        assertEquals("GET, HEAD", header(response, "allow"));
    }

    @Test
    void healthIsAnsweredWithoutASite() throws Exception {
        try (CoordinatorServer bare = CoordinatorServer.start(options(0, null))) {
            HttpResponse<String> health = get(bare.address().resolve("/healthz"));
            assertEquals(200, health.statusCode());
            assertEquals("ok\n", health.body());
            assertEquals(404, get(bare.address().resolve("/")).statusCode());
        }
    }

    @Test
    void aDiskThatCannotBeWrittenIsNotReadyButWell() throws Exception {
        Files.createDirectories(directory.resolve("data-2/probe"));
        try (CoordinatorServer bare = CoordinatorServer.start(options(0, null))) {
            HttpResponse<String> ready = get(bare.address().resolve("/readyz"));
            assertEquals(503, ready.statusCode());
            assertTrue(ready.body().startsWith("The data directory can't be written: "));
            assertEquals("ok\n", get(bare.address().resolve("/healthz")).body());
        }
        assertEquals("ok\n", get("/readyz").body());
    }

    @Test
    void aTakenPortIsSaidPlainly() {
        int taken = server.address().getPort();
        StartException problem =
                assertThrows(
                        StartException.class, () -> CoordinatorServer.start(options(taken, null)));
        assertEquals(
                "Another program listens on port "
                        + taken
                        + " of 127.0.0.1. Stop it, or choose another --port.",
                problem.getMessage());
    }

    @Test
    void anUnknownHostIsSaidPlainly() {
        CoordinatorOptions nowhere =
                Running.options("no-such-host.invalid", 0, other(), directory, null);
        StartException problem =
                assertThrows(StartException.class, () -> CoordinatorServer.start(nowhere));
        assertEquals(
                "This machine knows no address no-such-host.invalid; see --host.",
                problem.getMessage());
    }

    @Test
    void afterCloseNothingListens() {
        URI address = server.address();
        server.close();
        assertThrows(ConnectException.class, () -> get(address));
    }

    private CoordinatorOptions options(int port, Path serve) {
        return Running.options("127.0.0.1", port, other(), directory, serve);
    }

    /** Data of its own for each server, as one process owns its data alone. */
    private Path other() {
        return directory.resolve("data-" + ++servers);
    }

    private URI at(String path) {
        return server.address().resolve(path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return get(at(path));
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    /** Sends the line as it stands, which a well-behaved client would mend first. */
    private String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            String request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
