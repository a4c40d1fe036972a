package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Document;

/** An administrator deletes a document that devices have. */
class AdminDeletionIT extends SyncStory {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir static Path scratch;
    private int port;

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            Files.writeString(scratch.resolve("secret"), SECRET);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return CoordinatorJar.open(
                reducers,
                origin,
                List.of("--admin-port=" + port, "--admin-token-file=" + scratch.resolve("secret")));
    }

    private void delete(String id) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + port + "/admin/documents/" + id);
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .DELETE()
                        .header("Authorization", "Bearer " + SECRET)
                        .build();
        assertEquals(
                200,
                HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void devicesAreToldAndKeepWhatWasNotSent() throws Exception {
        String id = newId("list");
        SyncedDevice one = device(id, "todo.js");
        Document document = one.document();
        document.mutate("add", Map.of("text", "milk"));
        one.sync();
        document.evaluate("it.disconnect()");
        document.mutate("add", Map.of("text", "salt"));
        delete(id);
        document.evaluate("it.connect()");
        one.await("connection === 'deleted' && problem.code === 'deleted'");
        assertEquals(false, one.status("problem.retryable"));
        document.failureOf("it.sync()").is("deleted");
        assertEquals(1, one.status("pending"));
        assertEquals(List.of("milk", "salt"), document.column("SELECT text FROM todo"));
        assertEquals(1, document.evaluate("(await it.pending()).length"));

        // Nobody makes it anew, also not after a restart.
        coordinator().stop();
        coordinator().start();
        SyncedDevice late = device(id, "todo.js");
        late.await("connection === 'deleted'");
    }
}
