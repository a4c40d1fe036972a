package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** Reducers that are loaded again while documents are open. */
@Timeout(300)
class ReloadTest {
    private static final String TABLE = "'CREATE TABLE t (a)'";

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(directory, reducer(TABLE, ""));
        server = Running.start(directory, List.of(), null, CoordinatorLimits.Tuning.DEFAULT);
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String reducer(String migrations, String mutations) {
        return """
        export default {
          name: "r",
          migrations: [MIGRATIONS],
          mutations: {
            add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
            MUTATIONS
          },
        };
        """
                .replace("MIGRATIONS", migrations)
                .replace("MUTATIONS", mutations);
    }

    private void write(String reducer) throws IOException {
        Files.writeString(directory.resolve("reducers/r.js"), reducer);
    }

    private void reload() {
        server.reloadReducers().toCompletableFuture().join();
    }

    private String refusedReload() {
        return assertThrows(CompletionException.class, this::reload).getCause().getMessage();
    }

    private ScriptedDevice attached() throws Exception {
        ScriptedDevice device = new ScriptedDevice("d", "ann");
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        return device;
    }

    @Test
    void anOpenDocumentGoesOnWithTheNewReducerAndItsMigrations() throws Exception {
        ScriptedDevice device = attached();
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        // Made by a newer page: held until the coordinator knows it.
        device.mutate("mark", "{}");
        write(
                reducer(
                        TABLE + ", 'ALTER TABLE t ADD COLUMN b'",
                        "mark(tx) { tx.run('UPDATE t SET b = 7'); }"));
        reload();
        // On the same connection, from a device that is at the older schema.
        device.mutate("add", "{\"a\":2}");
        assertTrue(device.settle(3));
        assertEquals(List.of(), device.rejections());
        assertEquals(
                "{\"rows\":[{\"a\":1,\"b\":7},{\"a\":2,\"b\":null}]}",
                running.rows("d", "SELECT a, b FROM t ORDER BY a"));
    }

    @Test
    void aWrongReducerIsRefusedAndAllOldOnesGoOn() throws Exception {
        assertEquals(200, running.mutate("d", 'a', 1, call("add", "{\"a\":1}")).statusCode());
        Files.writeString(
                directory.resolve("reducers/s.js"),
                "export default { name: 's', migrations: [], mutations: {} };");
        Map<String, String> wrongs =
                Map.of(
                        "export default {",
                        "r.js cannot be loaded (r.js, line 1)",
                        reducer("", ""),
                        "The reducer \"r\" has 0 migrations, 1 before",
                        reducer(TABLE, "").replace("\"r\"", "\"other\""),
                        "The reducer \"r\" is missing.");
        for (Map.Entry<String, String> wrong : wrongs.entrySet()) {
            write(wrong.getKey());
            String why = refusedReload();
            assertTrue(why.startsWith(wrong.getValue()), why);
            assertEquals(Set.of("r"), server.reducers().keySet());
        }
        assertEquals(200, running.mutate("d", 'a', 3, call("add", "{\"a\":3}")).statusCode());
        assertEquals(200, running.mutate("e", 'a', 4, call("add", "{\"a\":4}")).statusCode());
        assertEquals("ok\n", running.text("/readyz"));
    }

    @Test
    void aMigrationThatThrowsClosesTheDocumentsThatItFails() throws Exception {
        running.mutate("d", 'a', 1, call("add", "{\"a\":1}"));
        write(
                reducer(
                        TABLE
                                + ", (tx) => { if (tx.get('SELECT 1 FROM t')) throw new Error('no'); }",
                        ""));
        reload();
        HttpResponse<String> refused = running.query("d", "SELECT a FROM t", null, "ann");
        assertTrue(refused.body().contains("\"reducer-load-failed\""), refused.body());
        assertEquals(200, running.mutate("e", 'a', 2, call("add", "{\"a\":2}")).statusCode());
        assertTrue(running.text("/readyz").startsWith("1 document(s) can't be opened"));

        write(reducer(TABLE + ", (tx) => {}", ""));
        reload();
        assertEquals("{\"rows\":[{\"a\":1}]}", running.rows("d", "SELECT a FROM t"));
        assertEquals("ok\n", running.text("/readyz"));
    }

    private static String call(String name, String arguments) {
        return "[{\"name\":\"" + name + "\",\"args\":" + arguments + "}]";
    }
}
