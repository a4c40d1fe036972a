package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.ReactApp;

/** The hooks for React that show what is on its way to a coordinator. */
class ReactSyncIT extends SyncStory {
    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void pendingAndRejectedMutationsAreShownUntilTheyAreSettledAndDismissed(String react) {
        String id = newId("list");
        SyncedDevice other = device(id, "todo.js").sync();
        other.document().mutate("add", Map.of("text", "milk"));
        other.sync();
        ReactApp app =
                ReactApp.load(server(), tab().namespace(newId("device-of-react")), react)
                        .mount(
                                id,
                                Map.of("reducer", "todo.js", "coordinator", coordinator().url()),
                                "Sync");
        app.await("app.data('p', 'status') === 'connected' && app.document.status.synced");
        app.await("app.data('p', 'pending') === '' && app.data('p', 'rejected') === ''");
        app.evaluate("(app.document.disconnect(), null)");
        app.await("app.data('p', 'status') === 'disconnected'");
        app.evaluate("(await app.document.mutate('finish', {id: 1}), null)");
        app.await("app.data('p', 'pending') === 'finish unsent'");
        other.document().mutate("clear");
        other.sync();
        app.evaluate("(app.document.connect(), null)");
        app.await("app.data('p', 'rejected') === 'no-such-item'");
        app.await("app.data('p', 'pending') === ''");
        app.evaluate("(await app.document.dismiss((await app.document.rejected())[0].id), null)");
        app.await("app.data('p', 'rejected') === ''");
        assertEquals("connected", app.evaluate("app.data('p', 'status')"));
    }
}
