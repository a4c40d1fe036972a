package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;

/** Members of {@code sqlsync.d.ts} about coordinators that no other story is about. */
class SyncContractIT extends SyncStory {
    @Test
    void anotherReducerThanTheDocumentsIsIncompatible() {
        String id = newId("list");
        device(id, "todo.js").sync();
        Document other = device(id, "entries.js").document();
        other.failureOf("it.sync()").is("incompatible").mentions("todo").mentions("entries");
        assertEquals("incompatible", other.evaluate("it.status.connection"));
        assertEquals("incompatible", other.evaluate("it.status.problem.code"));
    }

    @Test
    void aReducerThatTheCoordinatorDoesNotHaveIsUnknown() {
        Document document = device(newId("values"), "values.js").document();
        document.failureOf("it.sync()").is("unknown-reducer").mentions("values");
        assertEquals("unknown-reducer", document.evaluate("it.status.connection"));
        assertEquals("unknown-reducer", document.evaluate("it.status.problem.code"));
    }

    @Test
    void withoutACoordinatorTheDocumentIsConnectingAndItsMutationsAreUnsent() {
        coordinator().stop();
        Document document = device(newId("list"), "todo.js").document();
        double before = System.currentTimeMillis();
        document.mutate("add", Map.of("text", "milk"));
        assertEquals("connecting", document.evaluate("it.status.connection"));
        assertEquals("unsent", document.evaluate("(await it.pending())[0].state"));
        double made =
                ((Number) document.evaluate("(await it.pending())[0].timestamp")).doubleValue();
        assertTrue(made >= before && made <= System.currentTimeMillis(), () -> made + "");
        document.evaluate("(globalThis.settled = (await it.pending())[0].settled, null)");
        coordinator().start();
        assertEquals("accepted", document.evaluate("(await settled).outcome"));
    }

    @Test
    void whatIsOnItsWayIsSent() {
        Document document = device(newId("list"), "todo.js").sync().document();
        Object seen =
                document.evaluate(
                        "(await (async () => { for (;;) { it.mutate('add', {text: 'milk'}); const"
                                + " states = (await it.pending()).map(({state}) => state);"
                                + " if (states.includes('sent')) return 'sent'; } })())");
        assertEquals("sent", seen);
    }

    @Test
    void whatFailsOnTheNewestStateIsReplayedAndRefused() {
        String id = newId("list");
        SyncedDevice maker = device(id, "todo.js");
        SyncedDevice other = device(id, "todo.js");
        maker.document().mutate("add", Map.of("text", "milk"));
        maker.sync().disconnect();
        other.sync().document().mutate("clear");
        other.sync();
        Document document = maker.document();
        document.evaluate(
                "(globalThis.refused = [], it.addEventListener('rejected',"
                        + " ({detail}) => refused.push(detail)), null)");
        double before = System.currentTimeMillis();
        document.mutate("finish", Map.of("id", 1));
        maker.connect().sync();
        assertEquals(
                "[{args: {id: number:1}, code: string:no-such-item, message: string:There is no"
                        + " item 1., name: string:finish}]",
                document.describe(
                        "(await it.rejected()).map(({args, code, message, name}) => ({args, code,"
                                + " message, name}))"));
        double made =
                ((Number) document.evaluate("(await it.rejected())[0].timestamp")).doubleValue();
        assertTrue(made >= before && made <= System.currentTimeMillis(), () -> made + "");
        assertEquals(
                true, document.evaluate("(await it.rejected())[0].id === refused[0].id"), "told");
        for (String figure : List.of("rebases", "replayed", "bytesSent", "bytesReceived")) {
            assertTrue((Integer) document.stat("counters." + figure) > 0, figure);
        }
        document.evaluate(
                "(it.addEventListener('dismissed', ({detail}) => refused.push(detail)), await"
                        + " it.dismiss((await it.rejected())[0].id), null)");
        assertEquals("[]", document.describe("await it.rejected()"));
        assertEquals(true, document.evaluate("refused[1] === refused[0].id"));
    }

    @Test
    void aConnectionThatIsMadeAgainIsCounted() {
        SyncedDevice device = device(newId("list"), "todo.js").sync();
        int before = (Integer) device.document().stat("counters.reconnects");
        coordinator().kill();
        coordinator().start();
        device.document().mutate("add", Map.of("text", "milk"));
        device.sync();
        assertTrue((Integer) device.document().stat("counters.reconnects") > before);
    }

    @Test
    void aSubscriptionIsDisposedOfAndItsFiguresAreThere() {
        Document document = tab().open(newId("list"), "todo.js");
        document.evaluate(
                "(globalThis.heard = 0, globalThis.watched = it.subscribe('SELECT text FROM todo',"
                        + " () => heard++), null)");
        document.tab().await("heard === 1");
        document.mutate("add", Map.of("text", "milk"));
        document.tab().await("watched.rows.length === 1");
        String first = "(await it.stats()).subscriptions[0]";
        assertEquals("SELECT text FROM todo", document.evaluate(first + ".sql"));
        assertEquals(1, document.evaluate(first + ".listeners"));
        assertEquals(1, document.evaluate(first + ".rows"));
        assertEquals(2, document.evaluate(first + ".runs"));
        assertEquals(true, document.evaluate(first + ".lastMs >= 0"));
        document.evaluate(
                "(watched[Symbol.dispose ?? Symbol.for('Symbol.dispose')](),"
                        + " globalThis.later = it.subscribe('SELECT count(*) AS n FROM todo', () =>"
                        + " {}), null)");
        document.mutate("add", Map.of("text", "bread"));
        document.tab().await("later.rows?.[0].n === 2");
        assertEquals(2, document.tab().evaluate("heard"));
        document.evaluate(
                "(globalThis.last = it.subscribe('SELECT 1', () => {}), last(),"
                        + " later.unsubscribe(), null)");
        assertEquals(0, document.stat("subscriptions.length"));
        document.evaluate(
                "(it.subscribe('SELECT * FROM missing', () => {}, {onError: (error) => {"
                        + " globalThis.failed = error; }}), null)");
        document.tab().await("globalThis.failed?.code === 'sql-error'");
    }
}
