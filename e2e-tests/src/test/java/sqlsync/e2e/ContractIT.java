package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Members of {@code sqlsync.d.ts} that no other story is about. */
class ContractIT extends Story {
    @Test
    void theStatusOfALocalDocumentSaysThatItIsAlone() {
        Document document = tab().open(newId("alone"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        Map<?, ?> status = (Map<?, ?>) document.evaluate("({...it.status})");
        assertEquals("local", status.get("connection"));
        assertEquals(true, status.get("synced"));
        assertEquals(null, status.get("lastSyncedAt"));
        assertEquals(true, document.evaluate("Object.isFrozen(it.status)"));
    }

    @Test
    void changesOfTheStatusAreEventsUntilTheListenerIsRemoved() {
        Document document = tab().open(newId("events"), "todo.js", Map.of("durability", "relaxed"));
        Tab tab = document.tab();
        document.evaluate(
                "(globalThis.told = [], globalThis.listener = (event) => told.push(event.detail ==="
                        + " it.status && event.detail.unflushed), it.addEventListener('status',"
                        + " listener), null)");
        String mutateUntil =
                "(await (async () => { while (!(%s)) await Promise.all(Array.from({length: 200}, () =>"
                        + " it.mutate('add', {text: 'milk'}))); })(), null)";
        document.evaluate(mutateUntil.formatted("told.some((unflushed) => unflushed > 0)"));
        tab.await("told.at(-1) === 0");
        document.evaluate(
                "(it.removeEventListener('status', listener), told.length = 0, globalThis.again = 0,"
                        + " it.addEventListener('status', () => again++), null)");
        document.evaluate(mutateUntil.formatted("again > 0"));
        assertEquals(0, tab.evaluate("told.length"));
    }

    @Test
    void everyFigureOfTheStatisticsIsThere() {
        Document document = tab().open(newId("figures"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        for (String figure :
                List.of(
                        "timeline.first",
                        "timeline.last",
                        "timeline.bytes",
                        "storage.first",
                        "storage.last",
                        "storage.bytes",
                        "storage.entries",
                        "database.pages",
                        "counters.rebases",
                        "counters.replayed",
                        "counters.bytesSent",
                        "counters.bytesReceived",
                        "counters.queriesSkipped",
                        "counters.handovers",
                        "counters.reconnects")) {
            Object value = document.stat(figure);
            assertTrue(value instanceof Integer, () -> figure + " is " + value);
        }
        assertTrue(((String) document.stat("timeline.id")).length() > 20);
        assertTrue(((String) document.stat("storage.id")).length() > 20);
        assertTrue((Integer) document.stat("storage.entries") >= 1);
        assertTrue((Integer) document.stat("storage.bytes") >= 4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "opfs", "indexeddb", "memory"})
    void aDocumentLiesWhereItWasAskedTo(String storage) {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Document document = tab.open("place", "todo.js", Map.of("storage", storage));
        document.mutate("add", Map.of("text", "milk"));
        String lies = storage.equals("auto") ? "opfs" : storage;
        assertEquals(lies, document.evaluate("it.status.storage"));
        assertEquals(lies.equals("opfs") ? "this-tab" : "none", document.storageHost());
        profile.kill();
        profile.start();
        Document again = profile.tab().open("place", "todo.js", Map.of("storage", storage));
        assertEquals(
                storage.equals("memory") ? List.of() : List.of("milk"),
                again.column("SELECT text FROM todo"));
    }

    @Test
    void aMutationKnowsWhoMadeItAndTheReducerMeetsItsDocument() {
        String reducer =
                server().publish(
                                "users.js",
                                "export default { name: 'users', migrations: ['CREATE TABLE seen (user,"
                                        + " id, at)', (tx) => tx.run('INSERT INTO seen VALUES (?, ?,"
                                        + " 0)', [tx.user, tx.mutationId])], mutations: { see(tx) {"
                                        + " tx.run('INSERT INTO seen VALUES (?, ?, ?)', [tx.user,"
                                        + " tx.mutationId, tx.timestamp]); return tx.user; } } };");
        String id = newId("users");
        Document ada = tab().open(id, reducer, Map.of("user", "ada"));
        Document nobody = tab().open(id, reducer);
        double before = System.currentTimeMillis();
        assertEquals("ada", ada.mutate("see").result());
        assertEquals(null, nobody.mutate("see").result());
        assertEquals(
                Arrays.asList(null, "ada", null),
                ada.column("SELECT user FROM seen ORDER BY rowid"));
        assertEquals(3L, ada.number("SELECT count(DISTINCT id) FROM seen"));
        assertEquals(
                2L,
                ada.number(
                        "SELECT count(*) FROM seen WHERE at BETWEEN ? AND ?",
                        before,
                        (double) System.currentTimeMillis()));
    }

    @Test
    void amongEqualReducersTheOneOpenedLastRuns() {
        String text =
                "export default { name: 'who', migrations: ['CREATE TABLE t (x)'], mutations: {"
                        + " who: () => 'NAME' } };";
        String first = server().publish("who-1.js", text.replace("NAME", "first"));
        String second = server().publish("who-2.js", text.replace("NAME", "second"));
        String id = newId("equals");
        Document one = tab().open(id, first);
        assertEquals("first", one.mutate("who").result());
        Document two = tab().open(id, second);
        assertEquals("second", one.mutate("who").result());
        assertEquals("second", two.mutate("who").result());
    }

    @Test
    void aRelaxedMutationOfAHandleThatIsClosedFirstSettlesAsUnknown() {
        Document document =
                tab().open(newId("unknown"), "todo.js", Map.of("durability", "relaxed"));
        assertEquals(
                "{outcome: string:unknown}",
                document.describe(
                        "await (async () => { const made = it.mutate('add', {text: 'milk'});"
                                + " sqlsync.deleteDocument(it.id, {force: true});"
                                + " return (await made).settled; })()"));
    }

    @Test
    void theFilesOfThePackageMayLieElsewhere() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        tab.evaluate(
                "sqlsync.configure({namespace: 'elsewhere',"
                        + " workerUrl: new URL('/sqlsync/worker.js?moved', location.href),"
                        + " storageHostUrl: '/sqlsync/storage-host.js?moved',"
                        + " wasmUrl: '/sqlsync/sql-wasm.wasm?moved'})");
        Document document = tab.open("letters", "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        for (String file : List.of("worker.js", "storage-host.js", "sql-wasm.wasm")) {
            assertTrue(server().served("/sqlsync/" + file + "?moved"), file);
        }
    }

    @Test
    void aStrictMutationIsOnDiskWhenItIsAnswered() {
        Profile profile = newProfile();
        Map<String, String> strict = Map.of("durability", "strict");
        profile.tab().open("letters", "todo.js", strict).mutate("add", Map.of("text", "milk"));
        profile.kill();
        profile.start();
        assertEquals(
                List.of("milk"),
                profile.tab().open("letters", "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void aHandoverIsCounted() {
        Profile profile = newProfile();
        Document creator = profile.tab().open("letters", "todo.js");
        Document other = profile.tab().open("letters", "todo.js");
        creator.mutate("add", Map.of("text", "milk"));
        assertEquals("another-tab", other.storageHost());
        int before = (Integer) other.stat("counters.handovers");
        creator.tab().close();
        other.mutate("add", Map.of("text", "bread"));
        other.awaitStorageHost("this-tab");
        assertTrue((Integer) other.stat("counters.handovers") > before);
    }

    @Test
    void aDismissalOfWhatWasNeverRefusedIsFine() {
        Document document = tab().open(newId("dismissed"), "todo.js");
        String mutation = document.mutate("add", Map.of("text", "milk")).id();
        document.evaluate("(await it.dismiss(argument), null)", mutation);
        document.failureOf("it.dismiss(7)").is("invalid-argument");
        document.evaluate("(it.disconnect(), it.connect(), null)");
        assertEquals("local", document.evaluate("it.status.connection"));
    }
}
