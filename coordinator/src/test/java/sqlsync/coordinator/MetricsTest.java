package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.reducer.HeardLines;
import sqlsync.replication.Message;

/** What {@code /metrics} and the log say of what clients did. */
@Timeout(300)
class MetricsTest {
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
                  migrations: ["CREATE TABLE t (a)"],
                  mutations: {
                    add(tx, { a }) { tx.run("INSERT INTO t VALUES (?)", [a]); },
                    refuse(tx) { tx.reject("sold-out", "There is none."); },
                    fail() { throw new Error("no"); },
                  },
                };
                """);
        start(directory);
    }

    private void start(Path directory) throws Exception {
        server = Running.start(directory, List.of(), null, CoordinatorLimits.Tuning.DEFAULT);
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private double value(String metric) throws Exception {
        Matcher line =
                Pattern.compile("^" + Pattern.quote(metric) + " (\\S+)$", Pattern.MULTILINE)
                        .matcher(running.text("/metrics"));
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private void await(String metric, double least) throws Exception {
        while (value(metric) < least) {
            Thread.onSpinWait();
        }
    }

    @Test
    void timesOfMutationsAndWhatIsOpenAreCounted() throws Exception {
        ScriptedDevice device = new ScriptedDevice("d", "ann");
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":1}");
        assertTrue(device.settle(1));
        assertEquals(1, value("sqlsync_settling_seconds_count"));
        assertEquals(1, value("sqlsync_applying_seconds_count"));
        double flushes = value("sqlsync_flush_seconds_count");
        assertTrue(flushes > 0);
        running.mutate("d", 'a', 1, "[{\"name\":\"add\",\"args\":{\"a\":2}}]");
        assertEquals(2, value("sqlsync_settling_seconds_count"));
        assertEquals(2, value("sqlsync_applying_seconds_count"));
        assertTrue(value("sqlsync_flush_seconds_count") > flushes);
        for (String thread : List.of("loop-1", "sockets-1", "disk")) {
            assertTrue(value("sqlsync_queue_seconds_count{thread=\"" + thread + "\"}") > 0, thread);
        }
        // What is open, memory and disk.
        await("sqlsync_channels", 1);
        assertEquals(1, value("sqlsync_connections"));
        assertEquals(1, value("sqlsync_documents_open"));
        assertTrue(value("sqlsync_disk_free_bytes") > 0);
        assertTrue(value("sqlsync_disk_size_bytes") >= value("sqlsync_disk_free_bytes"));
        assertTrue(value("jvm_memory_used_bytes{area=\"heap\"}") > 0);
        device.drop();
        while (value("sqlsync_channels") > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void refusalsAreCountedByReason() throws Exception {
        ScriptedDevice device = new ScriptedDevice("d", "ann");
        device.connect(server.address());
        device.mutate("refuse", "{}");
        device.mutate("fail", "{}");
        assertTrue(device.settle(2));
        String mutation = "sqlsync_refusals_total{reason=\"";
        assertEquals(1, value(mutation + "application\",what=\"mutation\"}"));
        assertEquals(1, value(mutation + "threw\",what=\"mutation\"}"));

        running.query("none", "SELECT 1", null, "ann");
        assertEquals(1, value("sqlsync_refusals_total{reason=\"not-found\",what=\"request\"}"));

        HttpResponse<String> foreign =
                Running.send(
                        HttpRequest.newBuilder(running.at("/documents/d/query?sql=SELECT%201"))
                                .header("Origin", "https://evil.example"),
                        "ann");
        assertEquals(403, foreign.statusCode());
        assertEquals(1, value("sqlsync_refusals_total{reason=\"origin\",what=\"connection\"}"));
    }

    @Test
    void everyAttachThatIsRefusedIsLoggedWithWhoAndWhy() throws Exception {
        Files.writeString(
                directory.resolve("reducers/s.js"),
                "export default { name: 's', migrations: [], mutations: { nothing() {} } };");
        server.close();
        start(directory);
        String body =
                "{\"id\":\"i\",\"reducer\":\"s\",\"create\":true,\"calls\":[{\"name\":\"nothing\"}]}";
        assertEquals(200, running.post("d", body, "ann").statusCode());
        try (HeardLines heard = new HeardLines()) {
            ScriptedDevice device = new ScriptedDevice("d", "ann");
            assertInstanceOf(Message.Refused.class, device.connect(server.address()));
            String line =
                    "event=attach-refused document=d user=ann address=127.0.0.1 code=incompatible message=";
            assertTrue(
                    heard.messages().stream().anyMatch(each -> each.startsWith(line)),
                    heard.messages().toString());
        }
        assertEquals(1, value("sqlsync_refusals_total{reason=\"incompatible\",what=\"attach\"}"));
    }
}
