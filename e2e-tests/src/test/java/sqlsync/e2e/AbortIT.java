package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Tab;
import sqlsync.e2e.fixture.Watcher;

/**
 * Everything that takes a {@code signal}: aborted before, meanwhile and afterwards; the error says
 * so, and its cause is the reason of the signal.
 */
class AbortIT extends SyncStory {
    /** How a call ends that is given {@code signal}, when {@code abort()} has been called. */
    private static final String ENDING =
            "(await (async () => { const controller = new AbortController(), {signal} = controller;"
                    + " const why = {why: 'changed my mind'}, abort = () => controller.abort(why);"
                    + " try { %s; return 'not aborted'; } catch (error) { return [error.code,"
                    + " error instanceof sqlsync.SqlSyncError, error.cause === why]; } })())";

    private static final List<Object> ABORTED = List.of("aborted", true, true);

    private static Object ending(Document document, String script) {
        return document.evaluate(String.format(ENDING, script));
    }

    /**
     * What is asked ends when its signal does.
     *
     * @param until what is waited for before that; may be empty
     */
    private static void abortsWhileAsked(Document document, String call, String until) {
        assertEquals(
                ABORTED,
                ending(document, "const asked = " + call + "; " + until + " abort(); await asked"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it.query('SELECT 1', {signal})",
                "it.queryArrays('SELECT 1', {signal})",
                "it.queryAll(['SELECT 1'], {signal})",
                "it.live('SELECT 1', {signal}).next()",
                "it.sync({signal})",
                "sqlsync.openDocument(it.id, {reducer: '/reducers/todo.js', signal})",
                "sqlsync.importDocument(sqlsync.newDocumentId(), file, {reducer:"
                        + " '/reducers/todo.js', signal})",
            })
    void aSignalAbortsBeforeAndWhileItIsAnsweredAndHoldsNothingAfter(String call) {
        Document document = tab().open(newId("aborted"), "todo.js");
        document.evaluate("void (globalThis.file = await it.export())");
        assertEquals(ABORTED, ending(document, "abort(); await " + call));
        abortsWhileAsked(document, call, "");
        assertEquals("not aborted", ending(document, "await " + call + "; abort()"));
        document.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
    }

    @Test
    void anOpeningThatIsAbortedWhileItsReducerLoadsLeavesNothingOpen() {
        String id = newId("aborted");
        server().publish(
                        "waits.js",
                        "await new Promise((go) => { new BroadcastChannel('gate').onmessage = go; });"
                                + " export { default } from '/reducers/todo.js';");
        Document other = tab().open(newId("other"), "todo.js");
        String opening =
                "sqlsync.openDocument('" + id + "', {reducer: '/published/waits.js', signal})";
        abortsWhileAsked(other, opening, "await it.query('SELECT 1');");
        Tab tab = other.tab();
        // The gate is heard of once the module runs: so it is opened until then.
        Document opened =
                tab.held(
                        "(async () => { const gate = new BroadcastChannel('gate'); const again ="
                                + " setInterval(() => gate.postMessage('go'), 20); try { return await"
                                + " sqlsync.openDocument('"
                                + id
                                + "', {reducer: '/published/waits.js'}) } finally {"
                                + " clearInterval(again); gate.close() } })()");
        assertEquals(0, opened.value("SELECT count(*) FROM todo"));
        opened.close();
        tab.await(
                "sqlsync.listDocuments().then((all) => all.every(({id, open}) => id !== '"
                        + id
                        + "' || !open))");
    }

    @Test
    void anOpeningThatWaitsForTheCoordinatorCanBeAborted() {
        coordinator().stop();
        String id = newId("aborted");
        Document other = tab().open(newId("other"), "todo.js");
        String opening =
                "sqlsync.openDocument('"
                        + id
                        + "', {reducer: '/reducers/todo.js', coordinator: '"
                        + coordinator().url()
                        + "', waitForSync: true, signal})";
        abortsWhileAsked(
                other,
                opening,
                "while (!(await sqlsync.listDocuments()).some(({id, open}) => open && id === '"
                        + id
                        + "'));");
        other.tab()
                .await(
                        "sqlsync.listDocuments().then((all) => all.every(({id, open}) => id !== '"
                                + id
                                + "' || !open))");
        coordinator().start();
        SyncedDevice device = open(other.tab(), id, "todo.js").sync();
        assertEquals(0, device.document().value("SELECT count(*) FROM todo"));
    }

    @Test
    void aSyncThatIsAbortedAsksForNothingLess() {
        coordinator().stop();
        Document document = open(tab(), newId("aborted"), "todo.js").document();
        document.mutate("add", Map.of("text", "milk"));
        abortsWhileAsked(document, "it.sync({signal})", "");
        assertEquals(
                List.of("aborted", "TimeoutError"),
                document.evaluate(
                        "(await it.sync({signal: AbortSignal.timeout(1)}).catch(({code, cause}) =>"
                                + " [code, cause.name]))"));
        assertEquals(1, document.evaluate("(await it.pending()).length"), "it is not taken back");
        coordinator().start();
        SyncedDevice.of(document).sync();
        assertEquals(0, document.evaluate("(await it.pending()).length"));
    }

    @Test
    void aSubscriptionEndsWithItsSignalAndSaysNothingMore() {
        Document document = tab().open(newId("aborted"), "todo.js");
        document.evaluate(
                "void (globalThis.controllers = [new AbortController(), new AbortController()],"
                        + " controllers[0].abort(), controllers.forEach(({signal}) => watch(it,"
                        + " 'SELECT count(*) AS n FROM todo', {signal})))");
        document.tab().await("watchers[1].rows?.[0].n === 0");
        assertEquals(1, document.stat("subscriptions[0].listeners"), "one was aborted before");
        document.evaluate("void controllers[1].abort()");
        assertEquals(0, document.stat("subscriptions.length"), "the worker forgets it");
        document.mutate("add", Map.of("text", "milk"));
        Watcher after = document.watch("SELECT count(*) AS n FROM todo").awaitNumber(1);
        assertEquals(1, after.heard());
        assertEquals(
                List.of(0, 0, 1, 0),
                document.tab()
                        .evaluate(
                                "[0, 1].flatMap((i) => [watchers[i].heard,"
                                        + " watchers[i].errors.length])"));
    }

    @Test
    void aLoopOverLiveRowsEndsWithItsSignalAndSaysWhy() {
        Document document = tab().open(newId("aborted"), "todo.js");
        assertEquals(
                ABORTED,
                ending(
                        document,
                        "for await (const rows of it.live('SELECT count(*) AS n FROM todo',"
                                + " {signal})) abort()"));
        assertEquals(0, document.stat("subscriptions.length"));
    }
}
