package sqlsync.coordinator;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import sqlsync.coordinator.admin.AdminOptions;

/** An administrator who asks a coordinator. */
final class AdminClient {
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI address;

    AdminClient(URI address) {
        this.address = address;
    }

    /** On a free port, with {@link #SECRET}. */
    static AdminOptions options(Path directory) throws IOException {
        Path file = directory.resolve("admin-secret");
        Files.writeString(file, SECRET + "\n");
        return new AdminOptions(AdminOptions.HOST_DEFAULT, 0, file);
    }

    /** An answer, whose body is JSON as a rule. */
    record Answer(int status, HttpResponse<byte[]> response) {
        JsonObject json() {
            return JsonParser.parseString(text()).getAsJsonObject();
        }

        String text() {
            return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        }

        /** Of an error. */
        String code() {
            return status + " " + json().getAsJsonObject("error").get("code").getAsString();
        }

        String message() {
            return json().getAsJsonObject("error").get("message").getAsString();
        }
    }

    Answer get(String path) throws Exception {
        return send("GET", path, BodyPublishers.noBody(), "Bearer " + SECRET);
    }

    Answer post(String path, String body) throws Exception {
        return send("POST", path, BodyPublishers.ofString(body), "Bearer " + SECRET);
    }

    Answer put(String path, byte[] body) throws Exception {
        return send("PUT", path, BodyPublishers.ofByteArray(body), "Bearer " + SECRET);
    }

    Answer delete(String path) throws Exception {
        return send("DELETE", path, BodyPublishers.noBody(), "Bearer " + SECRET);
    }

    /**
     * @param authorization null for none
     */
    Answer send(String method, String path, BodyPublisher body, String authorization)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).method(method, body);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response);
    }
}
