package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Each back end, by taking away the better ones. */
class StorageSelectionIT extends Story {
    private static int namespaces;

    @AfterEach
    void heal() {
        server().trouble();
    }

    /** A tab whose worker starts now, with these troubles. */
    private Tab tabWith(String... troubles) {
        server().trouble(troubles);
        return tab().namespace("selection-" + ++namespaces);
    }

    private static void works(Tab tab, String backend) {
        Document document = tab.open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        assertEquals(backend, tab.storageInfo("backend"));
    }

    private static void saysWhy(Tab tab, String mentioned) {
        String reason = (String) tab.storageInfo("reason");
        assertNotNull(reason);
        assertTrue(reason.contains(mentioned), reason);
        assertTrue(reason.endsWith("."), reason);
    }

    @Test
    void opfsIsTheBestThereIsAndNeedsNoReason() {
        Tab tab = tabWith();
        works(tab, "opfs");
        assertNull(tab.storageInfo("reason"));
        assertEquals(true, tab.storageInfo("durable"));
    }

    @ParameterizedTest
    @CsvSource({
        "no-opfs.js, no private file system",
        "no-sync-handles.js, no private file system",
        "opfs-fails-at-open.js, The disk does not answer"
    })
    void withoutOpfsDocumentsLieInIndexedDb(String trouble, String reason) {
        Tab tab = tabWith(trouble);
        works(tab, "indexeddb");
        saysWhy(tab, "OPFS");
        saysWhy(tab, reason);
        assertEquals(true, tab.storageInfo("durable"));
    }

    @ParameterizedTest
    @CsvSource({
        "no-indexeddb.js, IndexedDB is not there either",
        "indexeddb-fails-at-open.js, did not allow mutations"
    })
    void withoutIndexedDbEitherTheyLieInMemory(String trouble, String reason) {
        Tab tab = tabWith("no-opfs.js", trouble);
        works(tab, "memory");
        saysWhy(tab, "OPFS");
        saysWhy(tab, reason);
        assertEquals(false, tab.storageInfo("durable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-opfs.js", "no-sync-handles.js", "opfs-fails-at-open.js"})
    void whoAsksForOpfsIsToldWhereThereIsNone(String trouble) {
        Tab tab = tabWith(trouble);
        tab.failureOf(
                        "sqlsync.openDocument('letters', {reducer: '/reducers/todo.js', storage:"
                                + " 'opfs'})")
                .is("storage-unavailable")
                .mentions("OPFS");
        works(tab, "indexeddb");
    }

    @Test
    void aBackEndThatIsAskedForIsTaken() {
        Tab tab = tabWith();
        for (String storage : List.of("indexeddb", "memory")) {
            Document document = tab.open(newId("letters"), "todo.js", Map.of("storage", storage));
            document.mutate("add", Map.of("text", "milk"));
            assertEquals("none", document.storageHost());
        }
        works(tab, "opfs");
    }

    @Test
    void whereOpfsHoldsDocumentsAFailureIsAFailure() {
        String namespace = "selection-" + ++namespaces;
        String id = newId("letters");
        Tab before = tab().namespace(namespace);
        before.open(id, "todo.js").mutate("add", Map.of("text", "milk"));
        profile().restart();
        server().trouble("opfs-fails-at-open.js");
        Tab tab = tab().namespace(namespace);
        tab.failureOf("sqlsync.openDocument('" + id + "', {reducer: '/reducers/todo.js'})")
                .is("storage-failed")
                .mentions("The disk does not answer");
        server().trouble();
        profile().restart();
        assertEquals(
                List.of("milk"),
                tab().namespace(namespace).open(id, "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void opfsThatFailsInUseTakesBackWhatItDidNotStoreAndRecovers() {
        Tab tab = tabWith("opfs-fails-in-use.js");
        Document document = tab.open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        tab.trouble("fail");
        document.failureOf("it.mutate('add', {text: 'lost'})").is("storage-failed");
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        document.failureOf("it.mutate('add', {text: 'lost'})").is("storage-failed");
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        tab.trouble("heal");
        document.mutate("add", Map.of("text", "bread"));
        assertEquals(
                List.of("milk", "bread"), document.column("SELECT text FROM todo ORDER BY id"));
        assertEquals("ok", document.integrity());
    }
}
