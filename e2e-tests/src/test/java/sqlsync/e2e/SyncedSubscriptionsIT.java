package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Watcher;

/** Queries that are watched while other devices change the same document. */
class SyncedSubscriptionsIT extends SyncStory {
    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        List<String> all = new ArrayList<>(reducers);
        all.add("shelf.js");
        return super.start(all, origin);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }

    @Test
    void aRebaseIsHeardOfWhereItChangesRowsAndNowhereElse() {
        String id = newId("list");
        SyncedDevice here = device(id, "todo.js");
        SyncedDevice there = device(id, "todo.js");
        here.sync().disconnect();
        here.document().mutate("add", Map.of("text", "mine"));
        Watcher all = here.document().watch("SELECT id, text FROM todo ORDER BY id").awaitRows();
        Watcher mine = here.document().watch("SELECT text FROM todo WHERE text = 'mine'");
        mine.awaitRows();
        here.document().tab().evaluate("void (globalThis.kept = watchers[1].rows[0])");
        there.sync().document().mutate("add", Map.of("text", "theirs"));
        there.sync();
        int rebases = number(here.document().stat("counters.rebases"));
        here.connect().sync();
        all.await("it.rows.length === 2");
        assertEquals(
                List.of(Map.of("id", 1, "text", "theirs"), Map.of("id", 2, "text", "mine")),
                all.rows(),
                "applied again, on top of what the other did");
        assertTrue(number(here.document().stat("counters.rebases")) > rebases);
        assertTrue(number(here.document().stat("subscriptions[1].runs")) > 1, "looked again");
        assertEquals(1, mine.heard(), "what is equal is not delivered");
        assertEquals(true, mine.evaluate("it.rows[0] === kept"));
    }

    @Test
    void whatTheCoordinatorRefusesGoesFromTheRows() {
        String id = newId("list");
        SyncedDevice here = device(id, "todo.js");
        SyncedDevice there = device(id, "todo.js");
        here.document().mutate("add", Map.of("text", "milk"));
        here.sync();
        Watcher rows = here.document().watch("SELECT text, done FROM todo").awaitRows();
        here.disconnect();
        here.document().mutate("finish", Map.of("id", 1));
        rows.await("it.rows[0].done === 1");
        there.sync().document().mutate("clear");
        there.sync();
        here.connect().sync();
        rows.await("it.rows.length === 0");
        assertEquals(1, here.rejected().size());
        assertEquals(here.document().query("SELECT text, done FROM todo"), rows.rows());
    }

    @Test
    void overManyRebasesWhatIsDeliveredIsWhatAQueryGives() {
        int seed = 1 + Math.floorMod(seed(), 1_000_000);
        String id = newId("shelf");
        Map<String, String> relaxed = Map.of("durability", "relaxed");
        SyncedDevice here = open(tab().namespace(newId("device")), id, "shelf.js", relaxed);
        SyncedDevice there = open(tab().namespace(newId("device")), id, "shelf.js", relaxed);
        Document watching = here.sync().document();
        watching.evaluate("void (globalThis.comparison = new Comparison(it))");
        int rebases = number(watching.stat("counters.rebases"));
        for (int round = 0; round < 4; round++) {
            here.disconnect();
            stir(here, seed + round);
            stir(there, 2 * seed + round);
            there.sync();
            here.connect();
            stir(here, 3 * seed + round);
            here.sync();
            // Nothing of its own is pending now: what it hears of is others' alone.
            stir(there, 5 * seed + round);
            there.sync();
            here.sync();
            watching.tab().await("comparison.agrees()");
            assertEquals(
                    List.of(),
                    watching.tab().evaluate("comparison.problems"),
                    () -> "seed " + seed);
        }
        assertTrue(number(watching.stat("counters.rebases")) >= rebases + 4);
        areTheSame(here.sync(), there.sync());
    }

    private static void stir(SyncedDevice device, int seed) {
        device.document().evaluate("(await stir(it, ...argument), null)", List.of(seed, 30));
    }
}
