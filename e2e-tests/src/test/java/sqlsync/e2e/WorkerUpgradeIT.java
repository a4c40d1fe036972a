package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;
import sqlsync.e2e.fixture.Watcher;

/**
 * Several copies of the package on one origin: one of them has the storage, and nothing is lost.
 */
class WorkerUpgradeIT extends Story {
    private static final String OLD = "sqlsync@2.9.1";
    private static final String NEW = "sqlsync@2.10.0";

    private static Document listening(Tab tab, String id, String reducer) {
        Document document = tab.open(id, reducer);
        document.evaluate(
                "void it.addEventListener('closed', (event) => { globalThis.why = event.detail })");
        return document;
    }

    private static void isClosedForTheUpgrade(Document document) {
        document.tab().await("globalThis.why === 'upgrade'");
        document.failureOf("it.query('SELECT 1')").is("closed").mentions("reload");
    }

    @ParameterizedTest
    @CsvSource({
        "sqlsync@2.9.1, sqlsync@2.10.0",
        "sqlsync@2.9.1, sqlsync@2.9.1-hashed",
        "sqlsync, sqlsync@2.9.1"
    })
    void theNewerOneTakesOverAndTheOldPageIsClosed(String before, String after) {
        Profile profile = newProfile();
        Tab oldTab = profile.blankTab().loadWith(before);
        Document old = listening(oldTab, "letters", "todo.js");
        old.mutate("add", Map.of("text", "milk"));
        Watcher ended = old.watch("SELECT text FROM todo").awaitRows();
        Tab newTab = profile.blankTab().loadWith(after);
        Document moved = newTab.open("letters", "todo.js");
        assertEquals(List.of("milk"), moved.column("SELECT text FROM todo"));
        isClosedForTheUpgrade(old);
        assertEquals(List.of("closed"), ended.evaluate("it.errors"));
        Watcher rows = moved.watch("SELECT text FROM todo").awaitRows();
        moved.mutate("add", Map.of("text", "bread"));
        rows.await("it.rows.length === 2");
        oldTab.close();
        moved.mutate("add", Map.of("text", "salt"));
        assertEquals(
                List.of("milk", "bread", "salt"),
                moved.column("SELECT text FROM todo ORDER BY id"));
        assertEquals("ok", moved.integrity());
    }

    @Test
    void whatIsInFlightWhenTheNewerOneComesIsDoneOnceOrSaidNotToBe() {
        for (int round = 1; round <= setting("rounds", 10) / 2; round++) {
            Profile profile = newProfile();
            Tab first = profile.blankTab().loadWith(OLD);
            Tab second = profile.blankTab().loadWith(OLD);
            Flood strict = listening(first, "flood", "entries.js").flood("strict", 1, 200, null);
            Document relaxedDocument =
                    second.open("flood", "entries.js", Map.of("durability", "relaxed"));
            Flood relaxed = relaxedDocument.flood("relaxed", 1, 200, null);
            strict.awaitMore(300);
            relaxed.awaitMore(300);
            Document moved = profile.blankTab().loadWith(NEW).open("flood", "entries.js");
            first.await("globalThis.why === 'upgrade'");
            Flood.Tally[] tallies = {strict.stop(), relaxed.stop()};
            String[] writers = {"strict", "relaxed"};
            for (int i = 0; i < writers.length; i++) {
                for (String failure : tallies[i].failures()) {
                    assertTrue(failure.contains("closed"), failure);
                }
                assertEquals(tallies[i].last(), Entries.of(moved).countInOrderAndOnce(writers[i]));
                assertEquals(0, tallies[i].outOfTurn());
            }
            assertEquals("ok", moved.integrity());
        }
    }

    @Test
    void anOlderOneNeverEvictsANewerAndItsPageIsToldToReload() {
        Profile profile = newProfile();
        Document running = listening(profile.blankTab().loadWith(NEW), "letters", "todo.js");
        running.mutate("add", Map.of("text", "milk"));
        Tab late = profile.blankTab().loadWith(OLD);
        String opening = "sqlsync.openDocument('letters', {reducer: '/reducers/todo.js'})";
        late.failureOf(opening).is("closed").mentions("2.10.0").mentions("reload");
        late.failureOf("sqlsync.listDocuments()").is("closed");
        running.mutate("add", Map.of("text", "bread"));
        assertEquals("undefined", running.tab().evaluate("typeof globalThis.why"));
        running.tab().close();
        Document after =
                late.held(
                        "(async () => { for (;;) try { return await "
                                + opening
                                + " } catch (error) { if (error.code !== 'closed') throw error } })()");
        assertEquals(List.of("milk", "bread"), after.column("SELECT text FROM todo ORDER BY id"));
    }

    @Test
    void anOldPageThatAsksAgainAfterTheUpgradeDoesNotTakeItBack() {
        Profile profile = newProfile();
        Tab oldTab = profile.blankTab().loadWith(OLD);
        Document old = listening(oldTab, "letters", "todo.js");
        old.mutate("add", Map.of("text", "milk"));
        Document moved = listening(profile.blankTab().loadWith(NEW), "letters", "todo.js");
        isClosedForTheUpgrade(old);
        oldTab.failureOf("sqlsync.openDocument('letters', {reducer: '/reducers/todo.js'})")
                .is("closed");
        moved.mutate("add", Map.of("text", "bread"));
        assertEquals("undefined", moved.tab().evaluate("typeof globalThis.why"));
        oldTab.loadWith(NEW);
        assertEquals(
                List.of("milk", "bread"),
                oldTab.open("letters", "todo.js").column("SELECT text FROM todo ORDER BY id"));
    }

    @Test
    void twoApplicationsUnderNamespacesOfTheirOwnRunSideBySide() {
        Profile profile = newProfile();
        Tab shop = profile.blankTab().loadWith(OLD).namespace("shop");
        Tab blog = profile.blankTab().loadWith(NEW).namespace("blog");
        Document orders = listening(shop, "letters", "todo.js");
        Document posts = listening(blog, "letters", "todo.js");
        for (int i = 1; i <= 3; i++) {
            orders.mutate("add", Map.of("text", "order"));
            posts.mutate("add", Map.of("text", "post"));
        }
        assertEquals(List.of("order", "order", "order"), orders.column("SELECT text FROM todo"));
        assertEquals(List.of("post", "post", "post"), posts.column("SELECT text FROM todo"));
        assertEquals("undefined", shop.evaluate("typeof globalThis.why"));
        assertEquals("2.9.1", orders.stat("version"));
        assertEquals("2.10.0", posts.stat("version"));
    }
}
