package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.ReactApp;
import sqlsync.e2e.fixture.Story;

/** The hooks for React, in strict mode, in the newest release of React and in 18. */
class ReactIT extends Story {
    private static final Map<String, ?> SHELF = Map.of("reducer", "shelf.js");
    private static final String NOTES =
            "[...document.querySelectorAll('li')].map(li => li.textContent)";
    private static final int KEY_MILLIS = 30;

    private ReactApp app(String react, String id, String... components) {
        return ReactApp.load(server(), tab(), react).mount(id, SHELF, components);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void tabsSeeEachOthersChangesAndTwoComponentsShareASubscription(String react) {
        String id = newId("shelf");
        ReactApp left = app(react, id, "Notes", "Count").await("app.text('output') === '0'");
        ReactApp right = app(react, id, "Notes", "Count").await("app.text('output') === '0'");
        left.evaluate("(await app.note('milk'), null)");
        right.await("app.text('output') === '1'");
        right.evaluate("(await app.note('bread'), null)");
        left.await("app.text('output') === '2'");
        assertEquals(List.of("milk", "bread"), left.evaluate(NOTES));
        Document other = tab().open(id, "shelf.js");
        assertEquals(1, other.stat("subscriptions.length"));
        assertEquals(2, other.stat("subscriptions[0].listeners"), "one of each tab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void aThousandRenderingsAskOnceAndNothingIsLeftAfterUnmounting(String react) {
        String id = newId("shelf");
        ReactApp app = app(react, id, "Notes", "Count", "Item", "Sync");
        Document other = app.tab().open(id, "shelf.js");
        app.await("app.text('output') === '0' && app.render !== undefined");
        app.await("app.shown.at(-1) === '1 is An item with the number 1'");
        Object run = other.stat("counters.queriesRun");
        int begun = (Integer) app.evaluate("app.renders");
        app.evaluate("(() => { for (let n = 0; n < 1000; n++) app.render(); })()");
        int rendered = (Integer) app.evaluate("app.renders") - begun;
        assertTrue(rendered >= 1000, () -> rendered + " renderings");
        assertEquals(run, other.stat("counters.queriesRun"));
        assertEquals(
                List.of(1, 1), other.evaluate("(await it.stats()).subscriptions.map(s => s.runs)"));
        app.evaluate("app.show(['Sync'])");
        app.await("handles[0].stats().then(({subscriptions}) => subscriptions.length === 0)");
        app.evaluate("app.show(['Notes'])");
        app.await("handles[0].stats().then(({subscriptions}) => subscriptions.length === 1)");
        app.evaluate("app.unmount()");
        app.await("handles[0].stats().then(({subscriptions}) => subscriptions.length === 0)");
        other.close();
        app.await(
                "sqlsync.listDocuments().then(all => all.some(each => each.id === '"
                        + id
                        + "' && !each.open))");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void rowsOfTheParametersBeforeStayUntilTheNewOnesAreThere(String react) {
        ReactApp app = app(react, newId("shelf"), "Item", "Waiting");
        app.await("app.shown.at(-1) === '1 is An item with the number 1'");
        app.await("app.text('h1') === 'An item with the number 2'");
        app.evaluate("(app.shown.length = 0, app.choose(1000))");
        app.await("app.shown.at(-1) === '1000 is An item with the number 1000'");
        assertEquals(
                List.of(
                        "1000 loading An item with the number 1",
                        "1000 is An item with the number 1000"),
                app.evaluate("[...new Set(app.shown)]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void aFieldKeepsEveryLetterThatIsTypedIntoIt(String react, TestReporter reporter) {
        String id = newId("shelf");
        ReactApp app = app(react, id, "Title1").await("document.querySelector('input') !== null");
        ReactApp other = app(react, id, "Title1").await("document.querySelector('input') !== null");
        Document document = app.tab().open(id, "shelf.js");
        app.tab().bringToFront();
        String title = "An item with the number 1";
        app.evaluate(
                "(app.inputs.length = 0, document.querySelector('input').focus(),"
                        + " document.querySelector('input').setSelectionRange(1e6, 1e6))");
        for (boolean busy : new boolean[] {false, true}) {
            if (busy) {
                keepBusy(document);
            }
            String letters = busy ? " while nothing can be saved" : " is renamed with many letters";
            app.tab().type("input", letters, KEY_MILLIS);
            title += letters;
            assertEquals(title, app.evaluate("document.querySelector('input').value"));
        }
        assertEquals("timeout", app.evaluate("await busy"));
        app.tab().leaveField();
        other.await("document.querySelector('input').value === '" + title + "'");
        assertEquals(title, document.value("SELECT title FROM items WHERE id = 1"));
        assertEquals(title, app.evaluate("document.querySelector('input').value"));
        assertEquals(
                true,
                app.evaluate(
                        "app.inputs.every((text, n) => n === 0 || text.startsWith(app.inputs[n - 1]))"),
                "what was shown never became shorter");
        reporter.publishEntry(
                "renderings of a field for 56 letters, in strict mode",
                String.valueOf(app.evaluate("app.inputs.length")));
    }

    /** Longer than typing takes, the worker does nothing else. */
    private static void keepBusy(Document document) {
        document.evaluate(
                "(globalThis.busy = it.query(argument, {timeoutMs: 5000})"
                        + ".catch(({code}) => code), null)",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
                        + " SELECT count(*) FROM n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void lettersThatWaitAreSavedWhenTheFieldAndItsDocumentGo(String react) {
        String id = newId("shelf");
        ReactApp app = app(react, id, "Title1").await("document.querySelector('input') !== null");
        Document document = app.tab().open(id, "shelf.js");
        app.evaluate("document.querySelector('input').select()");
        keepBusy(document);
        app.tab().type("input", "ABC", KEY_MILLIS);
        app.evaluate("app.unmount()");
        assertEquals("timeout", app.evaluate("await busy"));
        app.await(
                "handles[0].query('SELECT title FROM items WHERE id = 1')"
                        + ".then(([{title}]) => title.includes('ABC'))");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void aDocumentThatCannotBeOpenedAndOneThatIsDeletedSayWhy(String react) {
        ReactApp broken =
                ReactApp.load(server(), tab(), react)
                        .mount(newId("shelf"), Map.of("reducer", "broken/null.js"));
        broken.await("app.data('main', 'phase') === 'failed'");
        assertEquals("reducer-load-failed", broken.evaluate("app.data('main', 'error')"));
        String id = newId("shelf");
        ReactApp app = app(react, id, "Count").await("app.text('output') === '0'");
        app.evaluate("(await sqlsync.deleteDocument('" + id + "', {force: true}), null)");
        app.await("app.data('main', 'phase') === 'closed'");
        assertEquals("closed", app.evaluate("app.data('main', 'error')"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-18"})
    void theExampleOfTheReadmeRuns(String react) throws IOException {
        Path reducer =
                Path.of(
                        System.getProperty("basedir", "."),
                        "../demo-web/src/main/web/first/notes.js");
        server().publish("notes.js", Files.readString(reducer));
        ReactApp app = ReactApp.load(server(), newProfile().tab(), react);
        app.evaluate("app.mountExample()");
        app.await("document.querySelector('button').disabled === false");
        app.tab().type("input", "milk", 0);
        app.evaluate("document.querySelector('form').requestSubmit()");
        app.await("document.querySelector('input').value === ''");
        assertEquals(List.of("milk"), app.evaluate(NOTES));
    }
}
