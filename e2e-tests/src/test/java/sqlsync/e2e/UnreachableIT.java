package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;

/**
 * What looks like being offline, and is not: the status says what is wrong, and it goes on trying.
 */
class UnreachableIT extends SyncStory {
    @Test
    void nobodyListensUntilSomebodyDoes() {
        coordinator().stop();
        SyncedDevice device = at(coordinator().url());
        says(device, "unreachable", coordinator().url());
        device.await("/since \\d\\d:\\d\\d:\\d\\d UTC, \\d+ tries/.test(problem?.message)");
        device.document().mutate("add", Map.of("text", "milk"));
        coordinator().start();
        device.sync().await("connection === 'connected' && problem === null");
    }

    @Test
    void aUrlWithoutThePathOfTheCoordinatorIsToldIt() {
        says(at(coordinator().url().replace("/sync", "")), "unreachable", "its path is /sync");
    }

    @Test
    void aServerThatIsNoCoordinatorIsTold() {
        String url = server().origin().replace("http:", "ws:") + "/sync";
        says(at(url), "unreachable", "Nothing there speaks WebSocket");
    }

    @Test
    void anOriginThatIsNotLetInIsToldWhatToChange() {
        try (CoordinatorJar strict =
                CoordinatorJar.guarded(List.of("todo.js"), "https://else.example")) {
            SyncedDevice device = at(strict.url());
            says(device, "origin-refused", "--origin");
            says(device, "origin-refused", server().origin());
        }
    }

    @Test
    void aMigrationThatThrowsOnTheCoordinatorIsToldOnTheDevice() {
        coordinator().stop();
        coordinator()
                .giveReducer(
                        "todo.js",
                        "export default { name: 'todo', migrations: [() => { throw new"
                                + " Error('no such wood'); }], mutations: {} };");
        coordinator().start();
        says(at(coordinator().url()), "coordinator-failed", "no such wood");
    }

    private SyncedDevice at(String url) {
        return SyncedDevice.open(tab(), newId("list"), "todo.js", url);
    }

    private static void says(SyncedDevice device, String code, String words) {
        device.await("problem?.code === '" + code + "'");
        assertEquals("connecting", device.status("connection"));
        assertEquals(true, device.status("problem.retryable"));
        String message = (String) device.status("problem.message");
        assertTrue(message.contains(words), message);
    }
}
