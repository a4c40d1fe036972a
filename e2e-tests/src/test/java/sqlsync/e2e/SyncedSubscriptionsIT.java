package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Watcher;

/** Queries that are watched while other devices change what they read. */
class SyncedSubscriptionsIT extends SyncStory {
    private static final String ALL = "SELECT id, text, done FROM todo ORDER BY id";

    @Test
    void theChangeOfAnotherDeviceIsHeardAndTheOtherRowsStayTheSameObjects() {
        String id = newId("list");
        SyncedDevice here = device(id, "todo.js");
        here.document().mutate("add", Map.of("text", "milk"));
        here.document().mutate("add", Map.of("text", "bread"));
        here.sync();
        SyncedDevice there = device(id, "todo.js").sync();
        Watcher rows = here.document().watch(ALL).awaitRows();
        Watcher same = here.document().watch(ALL).awaitRows();
        int runs = (Integer) here.document().stat("subscriptions[0].runs");
        assertEquals(2, here.document().stat("subscriptions[0].listeners"));
        there.document().mutate("finish", Map.of("id", 2));
        rows.await("it.rows[1].done === 1");
        same.await("it.rows[1].done === 1");
        assertEquals(1, rows.evaluate("it.made.length"), "rows that are other objects");
        assertEquals(2, rows.heard());
        assertEquals(runs + 1, here.document().stat("subscriptions[0].runs"));
    }

    @Test
    void whatARebaseDoesNotChangeIsNotHeardAndWhatItChangesIs() {
        String id = newId("list");
        SyncedDevice here = device(id, "todo.js").sync().disconnect();
        here.document().mutate("add", Map.of("text", "mine"));
        Watcher rows = here.document().watch(ALL).awaitRows();
        here.connect().sync();
        assertEquals(1, rows.heard(), "what was settled as it was shown");
        here.disconnect();
        here.document().mutate("add", Map.of("text", "second"));
        rows.await("it.rows.length === 2");
        SyncedDevice there = device(id, "todo.js").sync();
        there.document().mutate("add", Map.of("text", "faster"));
        there.sync();
        here.connect().sync();
        rows.await("it.rows.length === 3");
        assertEquals(
                List.of("mine", "faster", "second"), rows.evaluate("it.rows.map((r) => r.text)"));
        // Never half of a rebase: two rows, then three.
        assertEquals(3, rows.heard());
        assertEquals(here.document().query(ALL), rows.rows());
    }

    @Test
    void aRefusalTakesBackWhatWasShown() {
        String id = newId("list");
        SyncedDevice here = device(id, "todo.js");
        here.document().mutate("add", Map.of("text", "milk"));
        here.sync();
        SyncedDevice there = device(id, "todo.js").sync();
        here.disconnect();
        Watcher rows = here.document().watch(ALL).awaitRows();
        here.document().mutate("finish", Map.of("id", 1));
        rows.await("it.rows[0].done === 1");
        there.document().mutate("clear");
        there.sync();
        here.connect().sync();
        rows.await("it.rows.length === 0");
        assertEquals(3, rows.heard());
    }

    @Test
    void theChangeOfAnotherDeviceIsHeardAfterTheWorkerDied() {
        String id = newId("list");
        Profile profile = newProfile();
        var creator = profile.tab();
        open(creator, id, "todo.js").sync();
        SyncedDevice here = open(profile.tab(), id, "todo.js").sync();
        Watcher rows = here.document().watch(ALL).awaitRows();
        creator.crashRenderer();
        SyncedDevice there = device(id, "todo.js").sync();
        there.document().mutate("add", Map.of("text", "milk"));
        rows.await("it.rows.length === 1");
        assertEquals(2, rows.heard());
        assertEquals(List.of(), rows.evaluate("it.errors"));
    }
}
