package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.admin.AdminOptions;
import sqlsync.replication.Message;

class AdminTest {
    private static final String REDUCER =
            """
            export default {
              name: "r",
              migrations: ["CREATE TABLE t (a)"],
              mutations: { add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); } },
            };
            """;

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;
    private AdminClient admin;
    private long number;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(directory, REDUCER);
        startAgain();
    }

    private void startAgain() throws Exception {
        server = CoordinatorServer.start(options().with(AdminClient.options(directory)));
        running = new Running(server.address());
        admin = new AdminClient(server.adminAddress());
    }

    private CoordinatorOptions options() {
        return Running.options(
                "127.0.0.1", 0, directory.resolve("data"), directory.resolve("reducers"), null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void add(String document) throws Exception {
        String calls = "[{\"name\":\"add\",\"args\":{\"a\":1}}]";
        assertEquals(200, running.mutate(document, 'p', ++number, calls).statusCode());
    }

    private ScriptedDevice device(String document, String user) throws Exception {
        ScriptedDevice device = new ScriptedDevice(document, user);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":2}");
        assertTrue(device.settle(1));
        return device;
    }

    @Test
    void withoutTheSecretNothingIsAnswered() throws Exception {
        add("d");
        String almost = AdminClient.SECRET.substring(1);
        for (String shown :
                new String[] {
                    null, "", "Bearer", "Bearer ", "Bearer " + almost, "Basic " + AdminClient.SECRET
                }) {
            for (String path :
                    List.of("/admin/documents", "/admin/documents/d", "/admin/nothing")) {
                AdminClient.Answer answer = admin.send("GET", path, BodyPublishers.noBody(), shown);
                assertEquals("401 unauthorized", answer.code());
            }
        }
        assertEquals(200, admin.get("/admin/documents").status());
    }

    @Test
    void thePublicListenerKnowsNoAdministrator() throws Exception {
        AdminClient stranger = new AdminClient(server.address());
        assertEquals(404, stranger.get("/admin/documents").status());
        assertEquals(404, stranger.post("/admin/revoke", "{\"user\":\"ann\"}").status());
    }

    @Test
    void withoutTheOptionsNobodyIsListenedTo() throws Exception {
        server.close();
        server = CoordinatorServer.start(options());
        assertNull(server.adminAddress());
    }

    @Test
    void aSecretThatCanBeGuessedIsRefusedAtTheStart() throws Exception {
        server.close();
        Path file = directory.resolve("short");
        for (String secret :
                List.of("", "short", "x".repeat(31), "with a blank " + "x".repeat(32))) {
            Files.writeString(file, secret + "\n");
            StartException why =
                    assertThrows(
                            StartException.class,
                            () ->
                                    CoordinatorServer.start(
                                            options()
                                                    .with(new AdminOptions("127.0.0.1", 0, file))));
            assertTrue(why.getMessage().contains("openssl rand -hex 32"), why.getMessage());
        }
        // The data directory is free again.
        startAgain();
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        int port = server.adminAddress().getPort();
        Path other = Files.createDirectory(directory.resolve("other"));
        AdminOptions taken = new AdminOptions("127.0.0.1", port, directory.resolve("admin-secret"));
        CoordinatorOptions second =
                Running.options("127.0.0.1", 0, other, directory.resolve("reducers"), null);
        StartException why =
                assertThrows(
                        StartException.class, () -> CoordinatorServer.start(second.with(taken)));
        assertTrue(why.getMessage().endsWith("or choose another --admin-port."), why.getMessage());
    }

    @Test
    void documentsAreListedOpenOrNot() throws Exception {
        add("first");
        ScriptedDevice ann = device("first", "ann");
        ScriptedDevice bob = device("first", "bob");
        JsonObject first = only(list(), "first");
        assertEquals("r", first.get("reducer").getAsString());
        assertEquals(8192, first.get("bytes").getAsLong());
        // The migration, then one layer for each mutation.
        assertEquals(4, first.get("lsn").getAsLong());
        assertTrue(first.get("open").getAsBoolean());
        assertEquals(2, first.get("devices").getAsInt());
        assertEquals("[\"ann\",\"bob\"]", first.get("users").toString());
        assertTrue(first.get("problem").isJsonNull());
        JsonObject one = admin.get("/admin/documents/first").json();
        assertEquals(2, one.getAsJsonArray("connected").size());
        assertEquals("[\"ann\",\"bob\"]", one.get("writers").toString());
        device("a/b %2F ü", "ann").drop();
        assertEquals(
                "2",
                admin.get("/admin/documents/a%2Fb%20%252F%20%C3%BC").json().get("lsn").toString());
        assertEquals("404 not-found", admin.get("/admin/documents/none").code());

        ann.drop();
        bob.drop();
        server.close();
        startAgain();
        JsonObject closed = only(list(), "first");
        assertEquals(false, closed.get("open").getAsBoolean());
        assertEquals(0, closed.get("devices").getAsInt());
        for (String each : List.of("id", "reducer", "bytes", "lsn", "modified", "problem")) {
            assertEquals(first.get(each), closed.get(each), each);
        }
    }

    private List<JsonObject> list() throws Exception {
        List<JsonObject> all = new ArrayList<>();
        for (JsonElement each : admin.get("/admin/documents").json().getAsJsonArray("documents")) {
            all.add(each.getAsJsonObject());
        }
        return all;
    }

    private static JsonObject only(List<JsonObject> all, String id) {
        List<JsonObject> found =
                all.stream()
                        .filter(each -> !each.get("id").isJsonNull())
                        .filter(each -> each.get("id").getAsString().equals(id))
                        .toList();
        assertEquals(1, found.size(), all.toString());
        return found.get(0);
    }

    @Test
    void pagesHoldEachDocumentOnce() throws Exception {
        for (int i = 0; i < 7; i++) {
            add("d" + i);
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        int pages = 0;
        while (after != null) {
            JsonObject page = admin.get("/admin/documents?limit=3" + after).json();
            page.getAsJsonArray("documents")
                    .forEach(each -> seen.add(each.getAsJsonObject().get("id").getAsString()));
            after =
                    page.get("next").isJsonNull()
                            ? null
                            : "&after=" + page.get("next").getAsString();
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(List.of("d0", "d1", "d2", "d3", "d4", "d5", "d6"), seen);
        assertEquals("400 invalid-argument", admin.get("/admin/documents?limit=1001").code());
        assertEquals("400 invalid-argument", admin.get("/admin/documents?limit=many").code());
    }

    @Test
    void aDamagedDocumentIsListedWithItsProblem() throws Exception {
        add("d");
        add("e");
        server.close();
        Path documents = directory.resolve("data/documents");
        try (var directories = Files.list(documents)) {
            Path d =
                    directories
                            .filter(each -> each.getFileName().toString().startsWith("d-"))
                            .findFirst()
                            .orElseThrow();
            Files.writeString(d.resolve("segments"), "0.segment\n1.segment\n77.segment\n");
        }
        startAgain();
        JsonObject damaged = list().get(0);
        assertTrue(damaged.get("id").isJsonNull());
        assertTrue(damaged.get("directory").getAsString().startsWith("d-"), damaged.toString());
        assertTrue(
                damaged.get("problem").getAsString().contains("77.segment is missing"),
                damaged.toString());
        assertEquals(2, only(list(), "e").get("lsn").getAsLong());
        assertEquals("500 storage-corrupt", admin.get("/admin/documents/d").code());
    }

    private String refusal(ScriptedDevice device) throws Exception {
        Message said = device.connect(server.address());
        // One that comes while it is being deleted is told to come again.
        while (said instanceof Message.Refused refused && refused.code().equals("closed")) {
            said = device.connect(server.address());
        }
        return assertInstanceOf(Message.Refused.class, said, String.valueOf(said)).code();
    }

    @Test
    void aDocumentThatIsDeletedStaysDeleted() throws Exception {
        add("e");
        ScriptedDevice old = device("d", "ann");
        ScriptedDevice current = device("d", "bob").speaking(4);
        AdminClient.Answer answer = admin.delete("/admin/documents/d");
        assertEquals("{\"deleted\":\"d\"}\n", answer.text());
        for (int starts = 1; starts <= 2; starts++) {
            assertEquals("not-found", refusal(old));
            assertEquals("deleted", refusal(current));
            assertEquals("deleted", refusal(new ScriptedDevice("d", "zoe").speaking(4)));
            assertEquals("410 deleted", admin.get("/admin/documents/d").code());
            assertEquals("410 deleted", admin.get("/admin/documents/d/file").code());
            assertEquals(
                    "410 deleted",
                    admin.put("/admin/documents/d/file?reducer=r", new byte[10]).code());
            String calls = "[{\"name\":\"add\",\"args\":{\"a\":1}}]";
            assertEquals(410, running.mutate("d", 'z', 1, calls).statusCode());
            assertEquals(410, running.query("d", "SELECT 1", null, "ann").statusCode());
            assertEquals("{\"deleted\":[\"d\"]}\n", admin.get("/admin/deleted").text());
            assertEquals(
                    List.of("e"),
                    list().stream().map(each -> each.get("id").getAsString()).toList());
            assertEquals("ok\n", running.text("/readyz"));
            // Nothing of it is left but its id.
            try (var files = Files.walk(directory.resolve("data"))) {
                assertEquals(
                        1,
                        files.filter(each -> each.getFileName().toString().startsWith("d-"))
                                .count());
            }
            server.close();
            startAgain();
        }
        assertEquals(200, admin.delete("/admin/documents/d").status());
        assertEquals("404 not-found", admin.delete("/admin/documents/none").code());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithASentence() throws Exception {
        assertEquals("404 not-found", admin.get("/admin").code());
        assertEquals("404 not-found", admin.get("/").code());
        assertEquals("404 not-found", admin.get("/admin/documents/d/else").code());
        assertEquals("405 invalid-argument", admin.post("/admin/documents", "{}").code());
        assertEquals("405 invalid-argument", admin.get("/admin/revoke").code());
        assertEquals(
                "400 invalid-argument", admin.get("/admin/documents/" + "x".repeat(129)).code());
        for (String body :
                List.of(
                        "",
                        "{",
                        "[]",
                        "{}",
                        "{\"user\":1}",
                        "{\"user\":\"\"}",
                        "{\"user\":\"ann\",\"more\":1}",
                        "{\"document\":\"" + "x".repeat(129) + "\"}")) {
            assertEquals("400 invalid-argument", admin.post("/admin/revoke", body).code(), body);
        }
        assertEquals("413 too-large", admin.post("/admin/revoke", " ".repeat(70_000)).code());
    }
}
