package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Bundler;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** The bindings for other libraries than React, each in a small application of it. */
class FrameworksIT extends Story {
    private static final String NOTES =
            "[...document.querySelectorAll('li')].map(li => li.textContent)";

    private Tab app(String framework, String id) {
        Tab tab = tab();
        String bundle = Bundler.run("framework-app.mjs", server().packed(), framework);
        String url = server().publish(framework + "-app.js", bundle);
        tab.evaluate("(await import(argument), null)", url);
        tab.evaluate(
                "(app.mount(...argument), null)",
                List.of(id, Map.of("reducer", "/reducers/shelf.js")));
        return tab;
    }

    @Test
    void kyselyReadsTheDocumentAndItsQueriesAreWatched() {
        Tab tab = app("kysely", newId("shelf"));
        tab.await("app.watched?.length === 0");
        tab.evaluate("(await app.note('milk'), null)");
        tab.await("app.watched.length === 1");
        assertEquals(List.of("milk"), tab.evaluate("await app.texts()"));
        assertEquals(
                List.of("An item with the number 7"),
                tab.evaluate("await app.titlesOf([7, 5000])"));
        assertTrue(
                ((String) tab.evaluate("await app.write().catch(error => error.message)"))
                        .contains("document.mutate()"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vue", "svelte", "solid"})
    void tabsSeeEachOthersChangesAndNothingIsLeftAfterUnmounting(String framework) {
        String id = newId("shelf");
        Tab left = app(framework, id);
        Tab right = app(framework, id);
        left.await("document.querySelector('output')?.textContent === '0'");
        right.await("document.querySelector('output')?.textContent === '0'");
        left.evaluate("(await app.note('milk'), null)");
        right.await("document.querySelector('output').textContent === '1'");
        right.evaluate("(await app.note('bread'), null)");
        left.await("document.querySelector('output').textContent === '2'");
        assertEquals(List.of("milk", "bread"), left.evaluate(NOTES));
        left.evaluate("(app.find('br'), null)");
        left.await("document.querySelector('output').textContent === '1'");
        assertEquals(List.of("bread"), left.evaluate(NOTES));

        Document other = tab().open(id, "shelf.js");
        assertEquals(2, other.stat("subscriptions.length"));
        left.evaluate("(app.unmount(), null)");
        right.evaluate("(app.unmount(), null)");
        other.tab()
                .await("handles[0].stats().then(({subscriptions}) => subscriptions.length === 0)");
        other.close();
        other.tab()
                .await(
                        "sqlsync.listDocuments().then(all => all.some(each => each.id === '"
                                + id
                                + "' && !each.open))");
    }
}
