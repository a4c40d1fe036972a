package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Watcher;

/** Statements that never end: each is stopped, says so, and the worker goes on for everybody. */
class TimeLimitIT extends SyncStory {
    private static final String NUMBERS =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) ";
    private static final String ENDLESS = NUMBERS + "SELECT count(*) FROM c";

    private Document document;
    private Document other;

    @BeforeEach
    void twoDocumentsInTwoTabs() {
        document =
                tab().open(
                                newId("endless"),
                                "endless.js",
                                Map.of("queryTimeoutMs", 300, "mutationTimeoutMs", 300));
        other = tab().open(newId("other"), "todo.js");
    }

    private void everybodyGoesOn() {
        assertEquals(1, other.value("SELECT 1"));
        other.mutate("add", Map.of("text", "milk"));
        document.mutate("add", 7);
        assertEquals(1, document.value("SELECT count(*) FROM numbers WHERE n = 7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it.query(endless)",
                "it.queryArrays(endless)",
                "it.queryAll(['SELECT 1', endless])",
                "it.query(endless, {timeoutMs: 50})",
                "it.live(endless).next()",
                "it.query(sqlsync.sql`WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
                        + " SELECT x FROM c ORDER BY x DESC LIMIT ${1}`)"
            })
    void aQueryWithoutEndIsStopped(String call) {
        document.tab().evaluate("void (globalThis.endless = argument)", ENDLESS);
        document.failureOf(call).is("timeout").mentions("ms and was stopped");
        everybodyGoesOn();
    }

    @Test
    void queriesThatAreAbortedWhileAnotherRunsAreNotRun() {
        document.tab().evaluate("void (globalThis.endless = argument)", ENDLESS);
        assertEquals(
                List.of("timeout", "aborted", 1, 2),
                document.evaluate(
                        "(await (async () => {"
                                + " const run = async () => (await it.stats()).counters.queriesRun;"
                                + " const task = () => new Promise((go) => setTimeout(go));"
                                + " const end = ({code}) => code;"
                                + " const before = await run();"
                                + " const first = it.query(endless, {timeoutMs: 1000}).catch(end);"
                                + " await task();"
                                + " const controller = new AbortController(), {signal} = controller;"
                                + " const ten = Array.from({length: 10}, () =>"
                                + " it.query(endless, {signal}).catch(end));"
                                + " const last = it.query('SELECT 1 AS one');"
                                + " await task();"
                                + " controller.abort();"
                                + " return [await first, ...new Set(await Promise.all(ten)),"
                                + " (await last)[0].one, (await run()) - before]; })())"));
        everybodyGoesOn();
    }

    /** Where the abort came before the worker had begun, it is not run at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "it.query(endless, options)",
                "it.queryArrays(endless, options)",
                "it.queryAll(['SELECT 1', endless], options)"
            })
    void aQueryThatIsAbortedWhileItRunsEnds(String call) {
        document.tab().evaluate("void (globalThis.endless = argument)", ENDLESS);
        assertEquals(
                List.of("aborted", 1),
                document.evaluate(
                        "(await (async () => {"
                                + " const controller = new AbortController();"
                                + " const options = {signal: controller.signal, timeoutMs: Infinity};"
                                + " const ended = "
                                + call
                                + ".catch(({code}) => code);"
                                + " await new Promise((go) => setTimeout(go, 300));"
                                + " controller.abort();"
                                + " return [await ended, (await it.query('SELECT 1 AS one'))[0].one];"
                                + " })())"));
        everybodyGoesOn();
    }

    @Test
    void aWatchedQueryThatIsStoppedStaysWatched() {
        document.mutate("limit", 1_000_000_000);
        Watcher watcher =
                document.watch(
                        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT"
                                + " (SELECT max(n) FROM numbers)) SELECT count(*) FROM c");
        watcher.await("it.errors.at(-1) === 'timeout'");
        document.mutate("limit", 10);
        watcher.awaitNumber(10);
        everybodyGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inOneStatement", "inAQuery", "andGoesOn", "inManyStatements"})
    void aMutationWithoutEndIsStoppedAndNothingOfItHappened(String mutation) {
        document.failureOf("it.mutate('" + mutation + "')").is("timeout").mentions("300 ms");
        document.failureOf("it.mutateAll([['add', 1], ['" + mutation + "']])").is("timeout");
        assertEquals(0, document.value("SELECT count(*) FROM numbers"));
        everybodyGoesOn();
        document.close();
        document = document.tab().open(newId("endless"), "endless.js");
        everybodyGoesOn();
    }

    @Test
    void aMutationOfASharedDocumentIsStoppedBeforeItIsCalledDurable() {
        coordinator().stop();
        SyncedDevice device =
                open(tab(), newId("endless"), "endless.js", Map.of("mutationTimeoutMs", 300));
        device.document().failureOf("it.mutate('inOneStatement')").is("timeout");
        assertEquals(0, device.status("pending"));
    }

    @Test
    void limitsCanBeLiftedAndMustBeNumbers() {
        String many = NUMBERS + "SELECT count(*) FROM (SELECT x FROM c LIMIT 3000000)";
        document.tab().evaluate("void (globalThis.many = argument)", many);
        document.failureOf("it.query(many, {timeoutMs: 1})").is("timeout");
        assertEquals(
                List.of(3_000_000),
                document.evaluate(
                        "(await it.query(many, {timeoutMs: Infinity})).map((row) =>"
                                + " Object.values(row)[0])"));
        for (String bad : List.of("0", "-1", "NaN", "'5'", "null", "[]")) {
            document.failureOf("it.query('SELECT 1', {timeoutMs: " + bad + "})")
                    .is("invalid-argument")
                    .mentions("timeoutMs");
            for (String option : List.of("queryTimeoutMs", "mutationTimeoutMs")) {
                document.failureOf(
                                "sqlsync.openDocument('x', {reducer: '/reducers/endless.js', "
                                        + option
                                        + ": "
                                        + bad
                                        + "})")
                        .is("invalid-argument")
                        .mentions(option);
            }
        }
        assertTrue((Integer) document.stat("counters.queriesRun") > 0);
    }
}
