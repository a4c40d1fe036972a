package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Story;

/** Two tabs, one worker, one database. */
class TwoTabsIT extends Story {
    @Test
    void aMutationInOneTabIsReadInTheOther() {
        String id = newId("letters");
        Document left = tab().open(id, "todo.js");
        Document right = tab().open(id, "todo.js");
        left.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), right.column("SELECT text FROM todo"));
        right.mutate("add", Map.of("text", "bread"));
        assertEquals(List.of("milk", "bread"), left.column("SELECT text FROM todo ORDER BY id"));
    }

    @Test
    void bothTabsLookAtOneStorageWhichOneOfThemHosts() {
        String id = newId("letters");
        Document left = tab().open(id, "todo.js");
        Document right = tab().open(id, "todo.js");
        left.mutate("add", Map.of("text", "milk"));
        assertEquals(left.stat("storage.id"), right.stat("storage.id"));
        assertEquals(
                engine.hostsInTabs()
                        ? List.of("another-tab", "this-tab")
                        : List.of("shared-worker", "shared-worker"),
                Stream.of(left.storageHost(), right.storageHost()).sorted().toList());
    }

    @Test
    void aQuerySeesWhatItsHandleHasMutatedBeforeWithoutWaiting() {
        Document document = tab().open(newId("letters"), "todo.js");
        Object seen =
                document.evaluate(
                        "(it.mutate('add', {text: 'milk'}), it.mutate('add', {text: 'bread'}),"
                                + " (await it.query('SELECT count(*) AS n FROM todo'))[0].n)");
        assertEquals(2, seen);
    }

    @Test
    void mutationsOfOneHandleApplyInCallOrder() {
        Document document = tab().open(newId("order"), "entries.js");
        document.evaluate(
                "(await Promise.all(Array.from({length: 500},"
                        + " (_, n) => it.mutate('append', {writer: 'w', n}))), null)");
        assertEquals(
                0,
                document.value("SELECT count(*) FROM entries WHERE n <> place - 1"),
                "rows that are not where they were called");
        assertEquals(500, document.value("SELECT count(*) FROM entries"));
    }

    @Test
    void noReaderSeesHalfOfAMutation() {
        String id = newId("pairs");
        Document writer = tab().open(id, "entries.js");
        Document reader = tab().open(id, "entries.js");
        writer.evaluate(
                "void (globalThis.pairs = Promise.all(Array.from({length: 500},"
                        + " (_, n) => it.mutate('appendPair', {writer: 'w', n}))))");
        long rows = 0;
        while (rows < 1000) {
            Map<String, Object> seen =
                    reader.query("SELECT count(*) AS n, coalesce(sum(n), 0) AS sum FROM entries")
                            .get(0);
            rows = ((Number) seen.get("n")).longValue();
            assertEquals(0, rows % 2, "rows of whole pairs");
            assertEquals(0, seen.get("sum"));
        }
        writer.evaluate("(await pairs, null)");
    }

    @Test
    void bothTabsWriteAtOnceAndNothingIsLostOrDoubled() {
        String id = newId("both");
        Document left = tab().open(id, "entries.js");
        Document right = tab().open(id, "entries.js");
        Flood fromLeft = left.flood("left", 1, 50, null);
        Flood fromRight = right.flood("right", 1, 50, null);
        fromLeft.awaitMore(300);
        fromRight.awaitMore(300);
        Entries.of(left).areExactly("left", fromLeft.stop());
        Entries.of(left).areExactly("right", fromRight.stop());
    }

    @Test
    void documentsAreApart() {
        Document one = tab().open(newId("one"), "todo.js");
        Document two = one.tab().open(newId("two"), "todo.js");
        one.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of(), two.column("SELECT text FROM todo"));
        assertNotEquals(one.stat("storage.id"), two.stat("storage.id"));
    }
}
