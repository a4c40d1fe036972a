package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** The documents of an origin, and the storage they lie in. */
class DocumentsIT extends Story {
    private static final String TASKS = "{reducer: '/reducers/todo.js', ";

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Tab tab) {
        return (List<Map<String, Object>>) tab.evaluate("sqlsync.listDocuments()");
    }

    private static List<Object> ids(Tab tab) {
        return list(tab).stream().map(info -> info.get("id")).sorted().toList();
    }

    @Test
    void documentsAreListedOpenOrNotAlsoAfterARestart() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        assertEquals(List.of(), list(tab));
        long before = System.currentTimeMillis();
        tab.open("closed", "todo.js").mutate("add", Map.of("text", "milk"));
        tab.evaluate("handles[0].close()");
        tab.open("open", "entries.js").mutate("append", Map.of("writer", "w", "n", 1));
        assertEquals(List.of("closed", "open"), ids(tab));
        for (Map<String, Object> info : list(tab)) {
            boolean open = info.get("id").equals("open");
            assertEquals(open, info.get("open"));
            assertEquals(open ? "entries" : "todo", info.get("reducer"));
            assertEquals(0, info.get("pending"));
            assertTrue(((Number) info.get("bytes")).longValue() > 0);
            long modified = ((Number) info.get("modified")).longValue();
            assertTrue(
                    modified >= before && modified <= System.currentTimeMillis(), info::toString);
        }
        profile.restart();
        Tab again = profile.tab();
        assertEquals(List.of("closed", "open"), ids(again));
        for (Map<String, Object> info : list(again)) {
            assertEquals(false, info.get("open"));
            assertEquals(info.get("id").equals("open") ? "entries" : "todo", info.get("reducer"));
        }
    }

    @Test
    void aDeletedDocumentIsGoneForAllAndForGood() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Tab other = profile.tab();
        Document document = tab.open("letters", "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        Document elsewhere = other.open("letters", "todo.js");
        elsewhere.evaluate(
                "void it.addEventListener('closed', (event) => { globalThis.why = event.detail })");
        tab.evaluate("sqlsync.deleteDocument('letters', {force: true})");
        other.await("globalThis.why === 'deleted'");
        elsewhere.failureOf("it.query('SELECT 1')").is("closed");
        elsewhere.failureOf("it.mutate('add', {text: 'x'})").is("closed");
        document.failureOf("it.query('SELECT 1')").is("closed");
        assertEquals(List.of(), list(tab));
        tab.failureOf("sqlsync.openDocument('letters', " + TASKS + "create: false})")
                .is("not-found");
        profile.restart();
        Tab again = profile.tab();
        assertEquals(List.of(), list(again));
        Document fresh = again.open("letters", "todo.js");
        assertEquals(List.of(), fresh.column("SELECT text FROM todo"));
    }

    @Test
    void aDocumentThatWasDeletedCanBeMadeAnew() {
        Tab tab = tab();
        String id = newId("again");
        for (int i = 0; i < 5; i++) {
            Document document = tab.open(id, "todo.js");
            assertEquals(0, document.value("SELECT count(*) FROM todo"));
            document.mutate("add", Map.of("text", "milk"));
            tab.evaluate("sqlsync.deleteDocument(argument, {force: true})", id);
        }
    }

    @Test
    void openingWithoutCreatingFindsOnlyWhatIsThere() {
        Tab tab = tab();
        String id = newId("there");
        String opening = "sqlsync.openDocument('" + id + "', " + TASKS + "create: false})";
        assertEquals(id, tab.failureOf(opening).is("not-found").documentId());
        assertEquals(false, ids(tab).contains(id));
        tab.open(id, "todo.js").mutate("add", Map.of("text", "milk"));
        Document found = tab.open(id, "todo.js", Map.of("create", false));
        assertEquals(1, found.value("SELECT count(*) FROM todo"));
    }

    @Test
    void storageSaysWhatItIs() {
        Tab tab = tab();
        tab.open(newId("letters"), "todo.js").mutate("add", Map.of("text", "milk"));
        Map<?, ?> info = (Map<?, ?>) tab.evaluate("sqlsync.storageInfo()");
        assertEquals("opfs", info.get("backend"));
        assertEquals(true, info.get("durable"));
        assertNull(info.get("reason"));
        assertTrue(info.get("persisted") instanceof Boolean);
        assertTrue(((Number) info.get("usageBytes")).longValue() > 0);
        assertTrue(((Number) info.get("quotaBytes")).longValue() > 0);
        assertTrue(((Number) info.get("unsyncedBytes")).longValue() >= 0);
        assertTrue(tab.evaluate("sqlsync.persist()") instanceof Boolean);
    }

    @Test
    void versionsAndIdsAreMade() {
        Tab tab = tab();
        String version = (String) tab.evaluate("sqlsync.version");
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
        assertEquals(version, tab.open(newId("letters"), "todo.js").stat("version"));
        String id = (String) tab.evaluate("sqlsync.newDocumentId()");
        assertTrue(id.matches("[1-9A-HJ-NP-Za-km-z]{20,22}"), id);
        assertNotEquals(id, tab.evaluate("sqlsync.newDocumentId()"));
    }

    @Test
    void namespacesAreApart() {
        Profile profile = newProfile();
        Tab one = profile.tab().namespace("one");
        Tab two = profile.tab().namespace("two");
        one.open("letters", "todo.js").mutate("add", Map.of("text", "milk"));
        assertEquals(List.of(), list(two));
        assertEquals(0, two.open("letters", "todo.js").value("SELECT count(*) FROM todo"));
        profile.restart();
        Tab again = profile.tab().namespace("one");
        assertEquals(
                List.of("milk"), again.open("letters", "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void configuringTooLateIsSaidByWhatComesNext() {
        Tab tab = tab();
        tab.open(newId("letters"), "todo.js");
        tab.namespace("other");
        tab.failureOf("sqlsync.listDocuments()").is("invalid-argument").mentions("configure");
    }

    @Test
    void aDocumentInMemoryWorksAndSaysThatItIsNone() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Tab other = profile.tab();
        Map<String, String> memory = Map.of("storage", "memory");
        Document document = tab.open("passing", "todo.js", memory);
        document.mutate("add", Map.of("text", "milk"));
        assertEquals("memory", document.evaluate("it.status.storage"));
        assertEquals(
                List.of("milk"),
                other.open("passing", "todo.js", memory).column("SELECT text FROM todo"));
        Document kept = tab.open("kept", "todo.js");
        kept.mutate("add", Map.of("text", "bread"));
        assertEquals("opfs", kept.evaluate("it.status.storage"));
        profile.restart();
        Tab again = profile.tab();
        assertEquals(List.of("kept"), ids(again));
        assertEquals(
                0, again.open("passing", "todo.js", memory).value("SELECT count(*) FROM todo"));
    }

    @Test
    void handlesOfOneDocumentMustAgree() {
        Tab tab = tab();
        String id = newId("agreed");
        tab.open(id, "todo.js").mutate("add", Map.of("text", "milk"));
        Tab other = tab();
        other.failureOf("sqlsync.openDocument('" + id + "', " + TASKS + "storage: 'memory'})")
                .is("conflicting-options");
        other.failureOf("sqlsync.openDocument('" + id + "', {reducer: '/reducers/entries.js'})")
                .is("reducer-mismatch");
        assertEquals(1, other.open(id, "todo.js").value("SELECT count(*) FROM todo"));
    }

    @Test
    void aClosedDocumentOpensOnlyWithItsOwnReducer() {
        Tab tab = tab();
        String id = newId("agreed");
        Document document = tab.open(id, "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        document.close();
        tab.failureOf("sqlsync.openDocument('" + id + "', {reducer: '/reducers/entries.js'})")
                .is("reducer-mismatch")
                .mentions("todo");
        assertEquals(1, tab.open(id, "todo.js").value("SELECT count(*) FROM todo"));
    }
}
