package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Whatever it is given, wherever it is called: a rejected promise that says what is wrong. */
class MisuseIT extends Story {
    /** What no function expects, in every place where something is expected. */
    private static final String ODD =
            "[undefined, null, 0, NaN, '', 'x', true, 7n, Symbol('odd'), {}, [], () => 1, new Date(),"
                    + " new Map(), Object.create(null), [[]], new Uint8Array(3), Promise.resolve(1)]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlsync.openDocument(odd, odd)",
                "sqlsync.openDocument('odd', odd)",
                "sqlsync.openDocument('odd', {reducer: odd})",
                "sqlsync.openDocument('odd', {reducer: '/missing.js', signal: odd, storage: odd})",
                "sqlsync.importDocument('odd', odd, {reducer: '/missing.js'})",
                "sqlsync.deleteDocument(odd, odd)",
                "handles[0].mutate(odd, odd)",
                "handles[0].mutateAll([odd])",
                "handles[0].query(odd, odd)",
                "handles[0].query('SELECT ?', {params: odd})",
                "handles[0].query(sqlsync.sql`SELECT ${odd}`, {integers: odd})",
                "handles[0].query(sqlsync.sql.id(odd))",
                "handles[0].query(sqlsync.sql`SELECT 1 IN ${sqlsync.sql.list(odd)}`)",
                "handles[0].queryArrays(odd, odd)",
                "handles[0].queryAll(odd, odd)",
                "handles[0].queryAll([odd])",
                "handles[0].sync(odd)",
                "handles[0].dismiss(odd)",
            })
    void nothingIsThrownAndEveryFailureIsOneOfTheContract(String call) {
        Tab tab = tab().expecting("404", "missing.js");
        tab.open(newId("odd"), "todo.js");
        Object wrong =
                tab.evaluate(
                        "async () => { const wrong = [];"
                                + " for (const odd of "
                                + ODD
                                + ") { const seen = await outcomeOf(() => "
                                + call
                                + "); if (seen.how === 'thrown' || (seen.how === 'rejected' &&"
                                + " (!seen.sqlSyncError || !seen.code || seen.message.length < 12)))"
                                + " wrong.push(describe(odd) + ': ' + JSON.stringify(seen)); }"
                                + " return wrong; }");
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatReturnsNothingThrowsNothing() {
        Tab tab = tab();
        tab.open(newId("odd"), "todo.js");
        assertEquals(
                "fine",
                tab.evaluate(
                        "() => { for (const odd of "
                                + ODD
                                + ") { handles[0].connect(odd); handles[0].disconnect(odd);"
                                + " sqlsync.newDocumentId(odd); sqlsync.sql(odd);"
                                + " sqlsync.configure(odd); } return 'fine'; }"));
    }

    @Test
    void everyCallSettlesWhenItsWorkerDies() {
        Profile profile = newProfile();
        Tab creator = profile.tab();
        creator.open("letters", "todo.js");
        Tab tab = profile.tab();
        Document document = tab.open("letters", "todo.js");
        document.evaluate("void (globalThis.file = await it.export())");
        tab.evaluate(
                """
                () => {
                  const it = handles[0];
                  const options = { reducer: reducerUrl("todo.js") };
                  const calls = [
                    () => it.mutate("add", { text: "x" }), () => it.mutateAll([["add", { text: "y" }]]), () => it.query("SELECT 1"),
                    () => it.queryArrays("SELECT 1"), () => it.queryAll(["SELECT 1"]), () => it.flush(), () => it.sync(), () => it.pending(),
                    () => it.rejected(), () => it.dismiss("none"), () => it.export(), () => it.stats(), () => sqlsync.listDocuments(),
                    () => sqlsync.storageInfo(), async () => { for await (const rows of it.live("SELECT 1")) return; },
                    () => new Promise((next, fail) => { const watched = it.subscribe("SELECT 1", () => (watched.unsubscribe(), next()), { onError: fail }); }),
                    () => sqlsync.importDocument(sqlsync.newDocumentId(), file, options).then((other) => other.close()),
                    () => sqlsync.openDocument("letters", options).then((other) => other.close()),
                    () => sqlsync.openDocument(sqlsync.newDocumentId(), options).then(({ id }) => sqlsync.deleteDocument(id, { force: true })),
                  ];
                  globalThis.calls = { settled: 0, made: 0, wrong: [], on: true };
                  for (const call of calls) {
                    (async () => {
                      while (globalThis.calls.on) {
                        globalThis.calls.made++;
                        const seen = await outcomeOf(call);
                        await new Promise((next) => setTimeout(next)); // Some answers need no worker, and would starve the rest.
                        globalThis.calls.settled++;
                        if (seen.how !== "resolved") globalThis.calls.wrong.push(String(call) + JSON.stringify(seen));
                      }
                    })();
                  }
                }""");
        tab.await("calls.settled > 100");
        creator.crashRenderer();
        int settled = (Integer) tab.evaluate("calls.settled");
        tab.await("calls.settled > " + (settled + 100));
        tab.evaluate("calls.on = false");
        tab.await("calls.settled === calls.made");
        assertEquals(List.of(), tab.evaluate("calls.wrong"));
        assertEquals("ok", document.integrity());
    }

    @Test
    void aWorkerThatIsNotThereIsSaidWithWhereItWasLookedFor() {
        Tab tab = newProfile().tab().expecting("404");
        tab.evaluate("sqlsync.configure({workerUrl: '/missing/worker.js'})");
        assertTrue(
                tab.failureOf("sqlsync.openDocument('a', {reducer: '/reducers/todo.js'})")
                        .is("worker-failed")
                        .mentions("/missing/worker.js")
                        .retryable());
    }

    @Test
    void aReducerThatABundlerHasPutIntoThePageSaysWhatToDo() {
        tab().failureOf(
                        "sqlsync.openDocument('inlined', {reducer: 'data:text/javascript,export"
                                + " default {}'})")
                .is("reducer-load-failed")
                .mentions("?no-inline");
        server().takeViolations();
    }

    @Test
    void onAnInsecureOriginEverythingIsUnsupportedAndSaysWhy() {
        List<String> errors = new ArrayList<>();
        Page page = newProfile().visit("about:blank", errors);
        Path packed = server().packed();
        page.route(
                "http://plain.example/**",
                route ->
                        route.fulfill(
                                route.request().url().endsWith(".js")
                                        ? new Route.FulfillOptions()
                                                .setPath(packed.resolve("sqlsync.js"))
                                                .setContentType("text/javascript")
                                        : new Route.FulfillOptions()
                                                .setContentType("text/html")
                                                .setBody("<!doctype html><title>Plain</title>")));
        page.navigate("http://plain.example/");
        for (String call :
                List.of(
                        "openDocument('a', {reducer: '/todo.js'})",
                        "importDocument('a', new Uint8Array(1), {reducer: '/todo.js'})",
                        "deleteDocument('a')",
                        "listDocuments()",
                        "storageInfo()",
                        "persist()")) {
            Object seen =
                    page.evaluate(
                            "async () => { const sqlsync = await import('/sqlsync.js'); try { await"
                                    + " sqlsync."
                                    + call
                                    + "; } catch (error) { return [error instanceof"
                                    + " sqlsync.SqlSyncError, error.name, error.code,"
                                    + " error.message.includes('http://plain.example')]; } }");
            assertEquals(List.of(true, "SqlSyncError", "unsupported", true), seen, call);
        }
        assertEquals(List.of(), errors);
    }
}
