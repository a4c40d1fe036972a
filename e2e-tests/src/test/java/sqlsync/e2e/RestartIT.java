package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;

/** Close the browser, start it again on the same profile: everything is there. */
class RestartIT extends Story {
    private static final int MANY = 10_000;

    @Test
    void whatWasWrittenIsThereAfterTheBrowserWasClosed() {
        Profile profile = newProfile();
        Document before = profile.tab().open("letters", "todo.js");
        before.mutate("add", Map.of("text", "milk"));
        Object storage = before.stat("storage.id");
        profile.restart();
        Document after = profile.tab().open("letters", "todo.js");
        assertEquals(List.of("milk"), after.column("SELECT text FROM todo"));
        assertEquals(storage, after.stat("storage.id"), "the journal is the same one");
        after.mutate("add", Map.of("text", "bread"));
        assertEquals(List.of("milk", "bread"), after.column("SELECT text FROM todo ORDER BY id"));
    }

    @Test
    void tenThousandMutationsAreThereAfterTheBrowserWasClosed() {
        Profile profile = newProfile();
        Document before = profile.tab().open("many", "entries.js");
        Flood flood = before.flood("w", 1, 1000, null);
        Flood.Tally tally = flood.awaitMore(MANY).stop();
        Entries.of(before).areExactly("w", tally);
        profile.restart();
        Document after = profile.tab().open("many", "entries.js");
        assertEquals(tally.last(), Entries.of(after).countInOrderAndOnce("w"));
        assertEquals("ok", after.integrity());
    }

    @Test
    void severalDocumentsComeBackEachWithItsOwn() {
        Profile profile = newProfile();
        var tab = profile.tab();
        for (int i = 0; i < 12; i++) {
            tab.open("list-" + i, "todo.js").mutate("add", Map.of("text", "item " + i));
        }
        profile.restart();
        var again = profile.tab();
        for (int i = 0; i < 12; i++) {
            assertEquals(
                    List.of("item " + i),
                    again.open("list-" + i, "todo.js").column("SELECT text FROM todo"));
        }
    }

    @Test
    void aReloadOfTheOnlyTabKeepsEverything() {
        String id = newId("letters");
        var tab = tab();
        tab.open(id, "todo.js").mutate("add", Map.of("text", "milk"));
        tab.reload();
        assertEquals(List.of("milk"), tab.open(id, "todo.js").column("SELECT text FROM todo"));
    }
}
