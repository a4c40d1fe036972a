package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** A reducer whose file changes while its URL stays: the next opening runs the new one. */
class ReducerReloadIT extends Story {
    private static String reducer(String word) {
        return "export default { name: 'words', migrations: ['CREATE TABLE t (x)'], mutations: {"
                + " add(tx) { tx.run('INSERT INTO t VALUES (?)', ['"
                + word
                + "']); } } };";
    }

    private static final String WORDS = "SELECT x FROM t ORDER BY rowid";

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache", "max-age=3600", "max-age=3600, immutable"})
    void anEditedFileRunsAfterAReloadOfTheOnlyTab(String caching) {
        String id = newId("words");
        String file = id + ".js";
        String url = server().publish(file, reducer("one"), caching);
        Tab tab = tab();
        tab.open(id, url).mutate("add");
        for (String word : List.of("two", "one", "three")) {
            server().publish(file, reducer(word), caching);
            tab.reload();
            tab.open(id, url).mutate("add");
        }
        tab.reload();
        assertEquals(List.of("one", "two", "one", "three"), tab.open(id, url).column(WORDS));
    }

    @Test
    void anEditedFileRunsInAllTabsOnceOneHasOpenedIt() {
        String id = newId("words");
        String url = server().publish(id + ".js", reducer("old"), "no-store");
        Document first = tab().open(id, url);
        first.mutate("add");
        server().publish(id + ".js", reducer("new"), "no-store");
        first.mutate("add");
        Document second = tab().open(id, url);
        first.mutate("add");
        second.mutate("add");
        assertEquals(List.of("old", "old", "new", "new"), first.column(WORDS));
    }

    @Test
    void aMigrationThatWasEditedIsAWarningOnTheConsole() {
        String id = newId("words");
        String url = server().publish(id + ".js", reducer("one"), "no-store");
        Tab tab = tab();
        tab.open(id, url).mutate("add");
        assertEquals(List.of(), tab.takeWarnings());
        server().publish(id + ".js", reducer("one").replace("t (x)", "t (x, y)"), "no-store");
        tab.reload();
        tab.open(id, url).mutate("add");
        assertEquals(
                List.of(
                        "SQLSync: Migration 0 of the reducer \"words\" was edited after the document \""
                                + id
                                + "\" had run it, so its schema is that of the old text. Take the"
                                + " edit back and add a migration, or, in development, delete the"
                                + " document."),
                tab.takeWarnings());
    }

    @Test
    void aFileThatBrokeIsToldAndMendedUnderItsUrl() {
        String id = newId("words");
        String url = server().publish(id + ".js", reducer("one"), "max-age=3600");
        Tab tab = tab();
        Document document = tab.open(id, url);
        server().publish(id + ".js", "export default {", "max-age=3600");
        opening(tab, id, url).is("reducer-load-failed").mentions("not valid JavaScript");
        opening(tab, id, url).is("reducer-load-failed").mentions("not valid JavaScript");
        document.mutate("add");
        server().publish(id + ".js", reducer("two"), "max-age=3600");
        tab.open(id, url).mutate("add");
        assertEquals(List.of("one", "two"), document.column(WORDS));
    }

    @Test
    void aFileThatIsGoneIsTold() {
        String id = newId("words");
        String url = server().publish(id + ".js", reducer("one"), "max-age=3600");
        Tab tab = tab();
        Document document = tab.open(id, url);
        server().withdraw(id + ".js");
        opening(tab, id, url).is("reducer-load-failed").mentions("the server answers 404");
        document.mutate("add");
        assertEquals(List.of("one"), document.column(WORDS));
    }

    @Test
    void withoutANetworkWhatIsLoadedRuns() {
        String id = newId("words");
        String url = server().publish(id + ".js", reducer("one"), "max-age=3600");
        Tab tab = tab();
        Document document = tab.open(id, url);
        server().silent(url);
        tab.open(id, url).mutate("add");
        assertEquals(List.of("one"), document.column(WORDS));
    }

    private static Failure opening(Tab tab, String id, String url) {
        return tab.failureOf("sqlsync.openDocument('" + id + "', {reducer: '" + url + "'})");
    }
}
