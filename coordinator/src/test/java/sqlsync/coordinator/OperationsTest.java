package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/**
 * The files of {@code ops/}. Programs that are not there are named, and their tests skipped; {@code
 * bin/verify} fetches them where it can.
 */
@Timeout(300)
class OperationsTest {
    private static final Path OPS = Path.of(System.getProperty("sqlsync.ops"));

    @TempDir Path directory;
    private final List<Process> started = new ArrayList<>();
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(
                directory,
                "export default { name: 'r', migrations: [], mutations: { nothing() {} } };");
        server =
                CoordinatorServer.start(
                        new CoordinatorOptions(
                                "127.0.0.1",
                                0,
                                directory.resolve("data"),
                                directory.resolve("reducers"),
                                null,
                                List.of(),
                                true,
                                null,
                                TokenOptions.DEFAULT,
                                List.of("https://localhost"),
                                true,
                                CoordinatorLimits.Tuning.DEFAULT));
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroy);
        server.close();
    }

    private static String program(String name, String variable) {
        List<String> places = new ArrayList<>();
        if (System.getenv(variable) != null) {
            places.add(System.getenv(variable));
        }
        for (String each : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
            places.add(each + "/" + name);
        }
        String found =
                places.stream()
                        .filter(each -> Files.isExecutable(Path.of(each)))
                        .findFirst()
                        .orElse(null);
        assumeTrue(found != null, name + " is not installed");
        return found;
    }

    private Process run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private void assertSucceeds(String... command) throws Exception {
        Process process = run(command);
        process.getOutputStream().close();
        assertEquals(0, process.waitFor(), Files.readString(directory.resolve("output")));
    }

    @Test
    void dashboardAndAlertsNameMetricsThatExist() throws Exception {
        running.query("none", "SELECT 1", null, "ann");
        running.mutate("d", 'a', 1, "[{\"name\":\"nothing\"}]");
        String metrics = running.text("/metrics");
        Set<String> named = new TreeSet<>();
        for (String file : List.of("grafana/sqlsync.json", "prometheus/alerts.yml")) {
            Matcher names =
                    Pattern.compile("\\b(sqlsync|jvm|process)_[a-z_]+")
                            .matcher(Files.readString(OPS.resolve(file)));
            while (names.find()) {
                named.add(names.group());
            }
        }
        assertTrue(named.size() > 20, named.toString());
        named.removeIf(
                name -> metrics.contains("\n" + name + " ") || metrics.contains("\n" + name + "{"));
        assertEquals(Set.of(), named);
    }

    @Test
    void prometheusTakesTheMetricsAndTheAlerts() throws Exception {
        String promtool = program("promtool", "SQLSYNC_PROMTOOL");
        assertSucceeds(promtool, "check", "rules", OPS.resolve("prometheus/alerts.yml").toString());
        Process check = new ProcessBuilder(promtool, "check", "metrics").start();
        check.getOutputStream().write(running.text("/metrics").getBytes(StandardCharsets.UTF_8));
        check.getOutputStream().close();
        String said = new String(check.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        // The names of the JVM's own are the library's business.
        List<String> ours = said.lines().filter(line -> line.startsWith("sqlsync_")).toList();
        assertEquals(List.of(), ours);
    }

    @Test
    void systemdTakesTheUnit() throws Exception {
        String analyze = program("systemd-analyze", "SQLSYNC_SYSTEMD_ANALYZE");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/java")), "there is no /usr/bin/java");
        String unit = OPS.resolve("systemd/sqlsync-coordinator.service").toString();
        assertSucceeds(analyze, "verify", "--man=no", unit);
        assertSucceeds(analyze, "security", "--offline=yes", "--threshold=20", unit);
    }

    @Test
    void caddyPassesEverythingOnButMonitoring() throws Exception {
        String caddy = program("caddy", "SQLSYNC_CADDY");
        int port = freePort();
        Path config = directory.resolve("Caddyfile");
        Files.writeString(
                config,
                "{\n admin off\n skip_install_trust\n auto_https disable_redirects\n storage file_system "
                        + directory.resolve("caddy")
                        + "\n}\n"
                        + Files.readString(OPS.resolve("caddy/Caddyfile")));
        ProcessBuilder builder =
                new ProcessBuilder(
                                caddy,
                                "run",
                                "--adapter",
                                "caddyfile",
                                "--config",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("SQLSYNC_SITE", "https://localhost:" + port);
        builder.environment().put("SQLSYNC_COORDINATOR", server.address().getAuthority());
        builder.environment().put("HOME", directory.toString());
        started.add(builder.start());
        assertPassesOn(port);
    }

    @Test
    void nginxPassesEverythingOnButMonitoring() throws Exception {
        String nginx = program("nginx", "SQLSYNC_NGINX");
        String openssl = program("openssl", "SQLSYNC_OPENSSL");
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("certificate.pem");
        assertSucceeds(
                openssl,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        int port = freePort();
        String site = Files.readString(OPS.resolve("nginx/sqlsync.conf"));
        site = replaced(site, "127.0.0.1:8787", server.address().getAuthority());
        site = replaced(site, "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl");
        site = replaced(site, "server_name sync.example", "server_name localhost");
        site =
                replaced(
                        site,
                        "/etc/letsencrypt/live/sync.example/fullchain.pem",
                        certificate.toString());
        site = replaced(site, "/etc/letsencrypt/live/sync.example/privkey.pem", key.toString());
        Path config = directory.resolve("nginx.conf");
        StringBuilder text =
                new StringBuilder(
                        "daemon off; master_process off; pid nginx.pid; error_log stderr;\n");
        text.append("events {}\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            text.append(kind).append("_temp_path ").append(directory.resolve(kind)).append(";\n");
        }
        Files.writeString(config, text + site + "}\n");
        run(nginx, "-p", directory.toString(), "-c", config.toString(), "-e", "stderr");
        assertPassesOn(port);
    }

    private static String replaced(String text, String what, String by) {
        assertTrue(text.contains(what), what);
        return text.replace(what, by);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A proxy with TLS at {@code port}: documents, WebSockets, addresses. */
    private void assertPassesOn(int port) throws Exception {
        awaitListening(port);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new Trusting()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
        URI site = URI.create("https://localhost:" + port);
        String query = "/documents/none/query?sql=SELECT%201";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(site.resolve(query)).header("X-Forwarded-For", "1.2.3.4");
        HttpResponse<String> answer = firstAnswer(client, request.build());
        assertTrue(answer.body().contains("\"not-found\""), answer.body());
        for (String path : List.of("/metrics", "/healthz", "/readyz")) {
            HttpRequest inner = HttpRequest.newBuilder(site.resolve(path)).build();
            assertEquals(404, client.send(inner, BodyHandlers.ofString()).statusCode(), path);
        }
        FirstFrame frame = new FirstFrame();
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create("wss://localhost:" + port + "/sync"), frame)
                        .get(60, TimeUnit.SECONDS);
        byte[] hello = MessageCodec.encode(new Message.Hello(1, 1, "test"));
        socket.sendBinary(ByteBuffer.wrap(hello), true).join();
        assertInstanceOf(
                Message.Hello.class, MessageCodec.decode(frame.bytes.get(60, TimeUnit.SECONDS)));
        socket.abort();
    }

    /** Caddy listens before it has made its certificate, and breaks handshakes off until then. */
    private HttpResponse<String> firstAnswer(HttpClient client, HttpRequest request)
            throws Exception {
        Process proxy = started.get(started.size() - 1);
        while (true) {
            try {
                return client.send(request, BodyHandlers.ofString());
            } catch (SSLException noCertificate) {
                assertTrue(proxy.isAlive(), () -> output());
            }
        }
    }

    /** Until somebody listens, or the proxy has ended. */
    private void awaitListening(int port) throws Exception {
        Process proxy = started.get(started.size() - 1);
        while (true) {
            assertTrue(proxy.isAlive(), () -> output());
            try (Socket socket = new Socket("127.0.0.1", port)) {
                assertTrue(socket.isConnected());
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static final class FirstFrame implements WebSocket.Listener {
        private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] frame = new byte[data.remaining()];
            data.get(frame);
            bytes.complete(frame);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            bytes.completeExceptionally(error);
        }
    }

    /** The certificates are made for the test. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
