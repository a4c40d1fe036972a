package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Storage that is full, damaged, held or not there: the promised code, and reading goes on. */
class StorageTroubleIT extends Story {
    private static final String FILL =
            "it.mutate('put', {key: 'big', value: new Uint8Array(7 << 20)})";

    @Test
    void aFullDiskIsSaidAndPasses() {
        Profile profile = newProfile();
        Document document = profile.tab().open("full", "values.js");
        document.evaluate("(await it.mutate('put', {key: 'small', value: 7}), null)");
        document.tab().quota(1 << 20);
        Failure failure = document.failureOf(FILL).is("quota-exceeded");
        assertTrue(failure.retryable());
        assertEquals(List.of(7), document.column("SELECT value FROM kept"));
        document.tab().quota(0);
        document.evaluate("(await it.mutate('put', {key: 'other', value: 8}), null)");
        assertEquals(List.of(7, 8), document.column("SELECT value FROM kept ORDER BY value"));
        assertEquals("read-write", document.evaluate("it.status.mode"));
    }

    @Test
    void aRelaxedMutationThatDidNotFitSettlesAsRejected() {
        Profile profile = newProfile();
        Document document =
                profile.tab().open("full", "values.js", Map.of("durability", "relaxed"));
        document.flush();
        document.tab().quota(1 << 20);
        Map<?, ?> settled = (Map<?, ?>) document.evaluate("(await (await " + FILL + ").settled)");
        assertEquals("rejected", settled.get("outcome"));
        assertEquals("quota-exceeded", settled.get("code"));
        assertTrue(((String) settled.get("message")).length() > 20);
    }

    @Test
    void rottenBytesMakeADocumentReadOnlyAndItsStatusSaysWhy() {
        Profile profile = newProfile();
        Document document = profile.tab().open("rotten", "todo.js");
        for (String text : List.of("milk", "bread", "salt")) {
            document.mutate("add", Map.of("text", text));
        }
        profile.restart();
        Tab vandal = profile.blankTab().load("/stage.html");
        vandal.await("globalThis.tabIsLoaded === true");
        vandal.evaluate("rot(argument)", "bread");
        Tab tab = profile.tab();
        Document rotten = tab.open("rotten", "todo.js");
        assertEquals("read-only", rotten.evaluate("it.status.mode"));
        assertEquals(
                "storage-corrupt",
                rotten.evaluate(
                        "it.status.problem instanceof sqlsync.SqlSyncError && it.status.problem.code"));
        rotten.failureOf("it.mutate('add', {text: 'pepper'})").is("storage-corrupt");
        assertEquals(List.of("milk"), rotten.column("SELECT text FROM todo"));
    }

    @Test
    void storageThatAnotherHoldsIsUnavailable() {
        Tab tab = newProfile().tab();
        tab.evaluate(
                "void ['writer', 'worker/0.0.1'].forEach((name) =>"
                        + " navigator.locks.request('sqlsync/default/' + name,"
                        + " () => new Promise(() => {})))");
        tab.await("navigator.locks.query().then(({held}) => held.length === 2)");
        assertTrue(
                tab.failureOf("sqlsync.openDocument('held', {reducer: '/reducers/todo.js'})")
                        .is("storage-unavailable")
                        .retryable());
    }

    @Test
    void aPageThatComesBackToAnotherStorageThanItsOwnIsClosed() {
        Profile profile = newProfile();
        Tab home = profile.tab();
        home.open("beside", "todo.js");
        Tab tab = profile.tab();
        Document document = tab.open("letters", "todo.js", Map.of("storage", "indexeddb"));
        document.mutate("add", Map.of("text", "milk"));
        document.evaluate(
                "void it.addEventListener('closed', ({detail}) => { globalThis.why = detail; })");
        Tab third = profile.tab();
        // While the page stands still its worker dies, and another page asks for other storage.
        String gate = server().publish("gate", "closed");
        tab.evaluate("void setTimeout(standStill, 0, argument)", gate);
        home.crashRenderer();
        Document other = third.open("letters", "todo.js", Map.of("storage", "memory"));
        assertEquals(List.of(), other.column("SELECT text FROM todo"));
        server().publish("gate", "open");
        tab.await("globalThis.why === 'storage-failed'");
        document.failureOf("it.query('SELECT 1')").is("closed").mentions("reached");

        other.close();
        Document again = third.open("letters", "todo.js", Map.of("storage", "indexeddb"));
        assertEquals(List.of("milk"), again.column("SELECT text FROM todo"));
    }

    @Test
    void withoutTheFileSystemItIsIndexedDbAndTheReasonSaysSo() {
        Profile profile = newProfile();
        Tab tab = lacking(profile, "delete StorageManager.prototype.getDirectory;");
        tab.open("letters", "todo.js").mutate("add", Map.of("text", "milk"));
        Map<?, ?> info = (Map<?, ?>) tab.evaluate("sqlsync.storageInfo()");
        assertEquals("indexeddb", info.get("backend"));
        assertEquals(true, info.get("durable"));
        assertTrue(((String) info.get("reason")).contains("OPFS"), info::toString);
        profile.kill();
        profile.start();
        Tab again = lacking(profile, "delete StorageManager.prototype.getDirectory;");
        assertEquals(
                List.of("milk"), again.open("letters", "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void withoutEitherItIsMemoryAndNotDurable() {
        Tab tab =
                lacking(
                        newProfile(),
                        "delete StorageManager.prototype.getDirectory; delete globalThis.indexedDB;"
                                + " Object.defineProperty(globalThis, 'indexedDB', {value:"
                                + " undefined});");
        tab.open("letters", "todo.js").mutate("add", Map.of("text", "milk"));
        Map<?, ?> info = (Map<?, ?>) tab.evaluate("sqlsync.storageInfo()");
        assertEquals("memory", info.get("backend"));
        assertEquals(false, info.get("durable"));
        assertTrue(((String) info.get("reason")).contains("IndexedDB"), info::toString);
        assertEquals(0, info.get("unsyncedBytes"));
    }

    /** A tab whose worker lives in a browser that lacks something. */
    private Tab lacking(Profile profile, String deletion) {
        server().publish("lacking.js", deletion);
        String worker =
                server().publish(
                                "lacking-worker.js",
                                "import '/published/lacking.js'; import '/sqlsync/worker.js';");
        Tab tab = profile.tab();
        tab.evaluate("sqlsync.configure({workerUrl: argument})", worker);
        return tab;
    }
}
