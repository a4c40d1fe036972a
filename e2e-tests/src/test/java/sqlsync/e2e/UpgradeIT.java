package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** A reducer with more migrations moves the document on. */
class UpgradeIT extends Story {
    @Test
    void aNewerReducerMigratesWhatAnOlderOneMade() {
        Tab tab = tab();
        String id = newId("letters");
        Document old = tab.open(id, "todo.js");
        old.mutate("add", Map.of("text", "milk"));
        old.close();
        Document moved = tab.open(id, "todo-2.js");
        assertEquals(2, moved.evaluate("it.status.schemaVersion"));
        assertEquals(
                List.of(Map.of("text", "milk", "priority", 1)),
                moved.query("SELECT text, priority FROM todo"));
        moved.mutate("prioritise", Map.of("id", 1, "priority", 9));
        assertEquals(9, moved.value("SELECT priority FROM todo"));
    }

    @Test
    void handlesOnTheOlderReducerAreClosedForTheUpgrade() {
        String id = newId("letters");
        Tab oldTab = tab();
        Document old = oldTab.open(id, "todo.js");
        old.mutate("add", Map.of("text", "milk"));
        old.evaluate(
                "void it.addEventListener('closed', (event) => { globalThis.why = event.detail })");
        Document moved = tab().open(id, "todo-2.js");
        oldTab.await("globalThis.why === 'upgrade'");
        old.failureOf("it.query('SELECT 1')").is("closed");
        assertEquals("read-only", old.evaluate("it.status.mode"));
        assertEquals("closed", old.evaluate("it.status.problem.code"));
        assertEquals(List.of(1), moved.column("SELECT priority FROM todo"));
    }

    @Test
    void anOlderReducerIsTooOldForAMigratedDocument() {
        Tab tab = tab();
        String id = newId("letters");
        Document moved = tab.open(id, "todo-2.js");
        moved.mutate("add", Map.of("text", "milk"));
        tab().failureOf("sqlsync.openDocument('" + id + "', {reducer: '/reducers/todo.js'})")
                .is("schema-too-new");
        moved.close();
        tab.failureOf("sqlsync.openDocument('" + id + "', {reducer: '/reducers/todo.js'})")
                .is("schema-too-new");
        assertEquals(1, tab.open(id, "todo-2.js").value("SELECT count(*) FROM todo"));
    }
}
