package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;

/** What one user or one document has too much of is refused, and others have their share. */
@Timeout(300)
class SharesTest {
    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;

    private void start(CoordinatorLimits.Shares shares) throws Exception {
        Running.reducer(
                directory,
                "export default { name: 'r', migrations: ['CREATE TABLE t (a)'],"
                        + " mutations: { nothing() {} } };");
        CoordinatorLimits.Tuning tuning =
                new CoordinatorLimits.Tuning(2, 1_000, 5_000, 60_000, 100, 1 << 20, shares);
        server = Running.start(directory, List.of(), null, tuning);
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ScriptedDevice attached(String document, String user) throws Exception {
        ScriptedDevice device = new ScriptedDevice(document, user);
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        return device;
    }

    private void assertRefused(String document, String user, String why) throws Exception {
        ScriptedDevice device = new ScriptedDevice(document, user);
        Message answer = device.connect(server.address());
        Message.Refused refused = assertInstanceOf(Message.Refused.class, answer);
        assertEquals("closed", refused.code());
        assertTrue(refused.retryable());
        assertTrue(refused.message().startsWith(why), refused.message());
        device.drop();
    }

    @Test
    void aUsersConnectionsHaveALimit() throws Exception {
        start(new CoordinatorLimits.Shares(2, 500, 100));
        attached("d", "ann");
        ScriptedDevice second = attached("d", "ann");
        assertRefused("e", "ann", "You have too many connections.");
        attached("e", "bob");
        second.drop();
        // Its place is free when its end has been seen.
        while (!(new ScriptedDevice("d", "ann").connect(server.address())
                instanceof Message.Welcome)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aUsersRequestsHaveARate() throws Exception {
        start(new CoordinatorLimits.Shares(10, 1, 100));
        HttpResponse<String> answer = running.query("d", "SELECT 1", null, "ann");
        for (int i = 0; answer.statusCode() == 404; i++) {
            assertTrue(i < 10_000, "never refused");
            answer = running.query("d", "SELECT 1", null, "ann");
        }
        assertEquals(429, answer.statusCode());
        assertTrue(answer.body().contains("You send too many requests."), answer.body());
        assertEquals(404, running.query("d", "SELECT 1", null, "bob").statusCode());
    }

    @Test
    void aDocumentsDevicesHaveALimit() throws Exception {
        start(new CoordinatorLimits.Shares(10, 500, 2));
        attached("d", "ann");
        attached("d", "bob");
        assertRefused("d", "cid", "Too many devices have the document \"d\" open.");
        assertEquals(503, running.query("d", "SELECT 1", null, "ann").statusCode());
        attached("e", "cid");
    }
}
