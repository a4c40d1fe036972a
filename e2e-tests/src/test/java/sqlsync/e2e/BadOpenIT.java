package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Documents that cannot be opened: why, and that nothing of them stays. */
class BadOpenIT extends Story {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "'a b'",
                "'a/b'",
                "'ä'",
                "'a\\0'",
                "'a\\n'",
                "'x'.repeat(129)",
                "undefined",
                "null",
                "42",
                "{}",
                "['a']",
                "Symbol('a')"
            })
    void aBadIdIsAnInvalidArgument(String id) {
        Tab tab = tab();
        tab.failureOf("sqlsync.openDocument(" + id + ", {reducer: '/reducers/todo.js'})")
                .is("invalid-argument");
        tab.failureOf("sqlsync.deleteDocument(" + id + ")").is("invalid-argument");
    }

    @Test
    void theIdsThatAreAllowedWork() {
        Tab tab = tab();
        for (String id : List.of("a", "A-z_0.9~", ".", "..", "x".repeat(128))) {
            Document document = tab.open(id, "todo.js");
            document.mutate("add", Map.of("text", id));
            assertEquals(List.of(id), document.column("SELECT text FROM todo"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undefined",
                "null",
                "{}",
                "'/reducers/todo.js'",
                "{reducer: 42}",
                "{reducer: 'http://['}",
                "{reducer: '/reducers/todo.js', storage: 'disk'}",
                "{reducer: '/reducers/todo.js', durability: 'some'}",
                "{reducer: '/reducers/todo.js', create: 'yes'}",
                "{reducer: '/reducers/todo.js', signal: 1}"
            })
    void badOptionsAreInvalidArguments(String options) {
        tab().failureOf("sqlsync.openDocument('fine', " + options + ")").is("invalid-argument");
    }

    @ParameterizedTest
    @CsvSource({
        "missing.js, missing.js",
        "broken/syntax-error.js, syntax-error.js",
        "broken/throws-at-load.js, the module fell over",
        "broken/no-default.js, default",
        "broken/number.js, a number",
        "broken/null.js, null",
        "broken/promise.js, default",
        "broken/no-name.js, name",
        "broken/migrations-text.js, migrations",
        "broken/migration-number.js, migration",
        "broken/mutation-text.js, add",
        "broken/no-mutations.js, mutations",
        "broken/bare-import.js, bare-import",
        "broken/import-missing.js, import-missing.js",
        "broken/page.html, page.html",
        "broken/migration-sql.js, TABEL",
        "broken/migration-throws.js, the migration fell over"
    })
    void aReducerThatCannotBeUsedSaysWhy(String reducer, String mentioned) {
        Tab tab = tab();
        String id = newId("broken");
        Failure failure = opening(tab, id, reducer).is("reducer-load-failed").mentions(mentioned);
        assertEquals(id, failure.documentId());
        opening(tab, id, reducer).is("reducer-load-failed");
        tab.failureOf(
                        "sqlsync.openDocument('"
                                + id
                                + "', {reducer: '/reducers/todo.js', create: false})")
                .is("not-found");
        Document document = tab.open(id, "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
    }

    @Test
    void aReducerFromAnotherOriginIsRefusedByThePolicyAndSaysSo() {
        tab().failureOf(
                        "sqlsync.openDocument('elsewhere',"
                                + " {reducer: 'http://127.0.0.2:1/todo.js'})")
                .is("reducer-load-failed")
                .mentions("127.0.0.2");
        server().awaitViolation("127.0.0.2");
    }

    @Test
    void aReducerThatIsMendedLoadsUnderItsNewUrl() {
        Tab tab = tab();
        String id = newId("mended");
        server().publish("mended.js", "export default {");
        opening(tab, id, "/published/mended.js").is("reducer-load-failed");
        server().publish(
                        "mended.js",
                        "export default { name: 'mended', migrations: ['CREATE TABLE t (x)'],"
                                + " mutations: { add(tx) { tx.run('INSERT INTO t VALUES (1)'); } } };");
        Document document = tab.open(id, "/published/mended.js?2");
        document.mutate("add");
        assertEquals(1, document.value("SELECT count(*) FROM t"));
    }

    @Test
    void anAbortedOpeningIsAborted() {
        Tab tab = tab();
        String id = newId("aborted");
        tab.failureOf(
                        "sqlsync.openDocument('"
                                + id
                                + "', {reducer: '/reducers/todo.js', signal: AbortSignal.abort()})")
                .is("aborted");
        assertEquals(0, tab.open(id, "todo.js").value("SELECT count(*) FROM todo"));
    }

    private static Failure opening(Tab tab, String id, String reducer) {
        String url = reducer.startsWith("/") ? reducer : "/reducers/" + reducer;
        return tab.failureOf("sqlsync.openDocument('" + id + "', {reducer: '" + url + "'})");
    }
}
