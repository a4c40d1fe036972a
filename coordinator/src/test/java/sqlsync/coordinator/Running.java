package sqlsync.coordinator;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sqlsync.coordinator.limit.CoordinatorLimits;

/** A coordinator that is asked over HTTP. */
final class Running {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI address;

    Running(URI address) {
        this.address = address;
    }

    static CoordinatorOptions options(String host, int port, Path data, Path reducers, Path serve) {
        return new CoordinatorOptions(
                host,
                port,
                data,
                reducers,
                serve,
                List.of(),
                true,
                null,
                CoordinatorLimits.Tuning.DEFAULT);
    }

    /** Writes the one reducer of {@link #start}, a script. */
    static void reducer(Path directory, String script) throws IOException {
        Files.createDirectory(directory.resolve("reducers"));
        Files.writeString(directory.resolve("reducers/r.js"), script);
    }

    /**
     * Starts a coordinator in this process, on what lies in {@code directory}.
     *
     * @param origins that may connect
     * @param secret that tokens are signed with; null lets everybody in
     */
    static CoordinatorServer start(
            Path directory, List<String> origins, Path secret, CoordinatorLimits.Tuning tuning)
            throws Exception {
        return CoordinatorServer.start(
                new CoordinatorOptions(
                        "127.0.0.1",
                        0,
                        directory.resolve("data"),
                        directory.resolve("reducers"),
                        null,
                        origins,
                        secret == null,
                        secret,
                        tuning));
    }

    /** Sends {@code calls}, JSON, as mutation {@code number} of a session named by one letter. */
    HttpResponse<String> mutate(String document, char session, long number, String calls)
            throws Exception {
        String body =
                "{\"id\":\""
                        + session(session)
                        + "-"
                        + number
                        + "\",\"reducer\":\"r\",\"create\":true,\"calls\":"
                        + calls
                        + "}";
        return post(document, body, "ann");
    }

    static String session(char letter) {
        return String.valueOf(letter).repeat(22);
    }

    HttpResponse<String> post(String document, String body, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at("/documents/" + document + "/mutations"))
                        .POST(BodyPublishers.ofString(body));
        return send(request, token);
    }

    HttpResponse<String> query(String document, String sql, String params, String token)
            throws Exception {
        String fields = "?sql=" + encode(sql) + (params == null ? "" : "&params=" + encode(params));
        return send(
                HttpRequest.newBuilder(at("/documents/" + document + "/query" + fields)), token);
    }

    /** The rows, as JSON. */
    String rows(String document, String sql) throws Exception {
        return query(document, sql, null, "ann").body().strip();
    }

    String text(String path) throws Exception {
        return send(HttpRequest.newBuilder(at(path)), null).body();
    }

    static HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    URI at(String path) {
        return address.resolve(path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
