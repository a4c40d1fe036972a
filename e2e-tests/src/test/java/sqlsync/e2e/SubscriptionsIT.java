package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;
import sqlsync.e2e.fixture.Watcher;

/** Queries that are watched: who is told what, and what it costs. */
class SubscriptionsIT extends Story {
    private static final String COUNT = "SELECT count(*) AS n FROM entries";
    private static final String LISTENERS =
            "(await it.stats()).subscriptions.map(({listeners}) => listeners)";
    private static final int NEWS_BYTES_MAX = 2048;

    private TestReporter reporter;

    @BeforeEach
    void report(TestReporter to) {
        reporter = to;
    }

    private static void append(Document document, int n) {
        document.mutate("append", Map.of("writer", "w", "n", n));
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }

    @Test
    void tabsSeeEachOthersChanges() {
        String id = newId("letters");
        Document left = tab().open(id, "todo.js");
        Document right = tab().open(id, "todo.js");
        Watcher inLeft = left.watch("SELECT text FROM todo ORDER BY id").awaitRows();
        Watcher inRight = right.watch("SELECT text FROM todo ORDER BY id").awaitRows();
        assertEquals(List.of(), inRight.rows());
        left.mutate("add", Map.of("text", "milk"));
        inRight.await("it.rows.length === 1");
        right.mutate("add", Map.of("text", "bread"));
        inLeft.await("it.rows.length === 2");
        assertEquals(List.of(Map.of("text", "milk"), Map.of("text", "bread")), inLeft.rows());
        inRight.await("it.rows.length === 2");
        assertEquals(3, inRight.heard(), "nothing, one, two");
    }

    @Test
    void oneChangedRowOfAThousandIsSentAlone() {
        Document document = tab().open(newId("shelf"), "shelf.js");
        Watcher items = document.watch("SELECT * FROM items ORDER BY place").awaitRows();
        int all = number(document.tab().evaluate("news.at(-1)"));
        for (int id : new int[] {1, 500, 1000}) {
            document.mutate("rename", Map.of("id", id, "title", "Renamed"));
            items.await("it.rows[" + (id - 1) + "].title === 'Renamed'");
            assertEquals(1, items.evaluate("it.made.length"), "rows that are other objects");
            int bytes = number(document.tab().evaluate("news.at(-1)"));
            assertTrue(bytes < NEWS_BYTES_MAX, bytes + " bytes");
            reporter.publishEntry("posted for one of 1,000 rows, all", bytes + ", " + all);
        }
        document.mutate("move", Map.of("id", 900, "place", 0));
        items.await("it.rows[0].id === 900");
        document.mutate("remove", Map.of("id", 2));
        items.await("it.rows.length === 999");
        assertEquals(0, items.evaluate("it.made.length"));
        assertTrue(number(document.tab().evaluate("news.at(-1)")) < NEWS_BYTES_MAX);
        assertEquals(document.query("SELECT * FROM items ORDER BY place"), items.rows());
    }

    @Test
    void twentyTabsWithOneQueryCostOneRunACommit() {
        String id = newId("stream");
        List<Watcher> watchers = new ArrayList<>();
        Document first = tab().open(id, "entries.js");
        watchers.add(first.watch(COUNT));
        for (int i = 1; i < 20; i++) {
            watchers.add(tab().open(id, "entries.js").watch(COUNT));
        }
        watchers.forEach(watcher -> watcher.awaitNumber(0));
        assertEquals(20, first.stat("subscriptions[0].listeners"));
        int before = number(first.stat("counters.queriesRun"));
        for (int commit = 1; commit <= 10; commit++) {
            append(first, commit);
            for (Watcher each : watchers) {
                each.awaitNumber(commit);
            }
            assertEquals(before + commit, first.stat("counters.queriesRun"));
        }
        assertEquals(11, first.stat("subscriptions[0].runs"));
        assertEquals(1, first.stat("subscriptions.length"));
    }

    @Test
    void aChangeElsewhereRunsNothing() {
        Document document = tab().open(newId("shelf"), "shelf.js");
        Watcher one = document.watch("SELECT title FROM items WHERE id = 1000").awaitRows();
        Watcher notes = document.watch("SELECT count(*) AS n FROM notes").awaitNumber(0);
        int run = number(document.stat("counters.queriesRun"));
        int skipped = number(document.stat("counters.queriesSkipped"));
        for (int i = 1; i <= 10; i++) {
            document.mutate("note", Map.of("text", "a note"));
            notes.awaitNumber(i);
        }
        assertEquals(run + 10, document.stat("counters.queriesRun"));
        assertEquals(skipped + 10, document.stat("counters.queriesSkipped"));
        assertEquals(1, one.heard());
    }

    @Test
    void aTabThatStandsStillHasOneMessageWaitingThenTheNewestRows() {
        String id = newId("stream");
        Document writer = tab().open(id, "entries.js");
        Document still = tab().open(id, "entries.js");
        Watcher count = still.watch(COUNT).awaitNumber(0);
        String gate = server().publish("gate-" + id + ".json", "closed");
        int before = number(still.tab().evaluate("news.length"));
        int runs = number(writer.stat("counters.queriesRun"));
        still.evaluate("void setTimeout(standStill, 0, argument)", gate);
        writer.evaluate(
                "(async () => { for (let n = 1; n <= 1000; n++)"
                        + " await it.mutate('append', {writer: 'w', n}); })()");
        assertEquals(runs + 1, writer.stat("counters.queriesRun"), "for whom nobody can tell");
        server().publish("gate-" + id + ".json", "open");
        count.awaitNumber(1000);
        assertEquals(3, count.heard(), "none, what waited, the newest");
        assertEquals(2, number(still.tab().evaluate("news.length")) - before);
    }

    @Test
    void everyCallbackSeesOneStateInAllSubscriptions() {
        String id = newId("stream");
        Document writer = tab().open(id, "entries.js");
        Document reader = tab().open(id, "entries.js");
        Watcher count = reader.watch(COUNT).awaitNumber(0);
        Watcher last = reader.watch("SELECT coalesce(max(place), 0) AS n FROM entries");
        last.awaitNumber(0);
        reader.tab()
                .evaluate(
                        "(() => { globalThis.apart = []; const [a, b] = watchers;"
                                + " a.onRows = b.onRows = () => { const x = a.subscription.rows[0].n,"
                                + " y = b.subscription.rows[0].n; if (x !== y) apart.push([x, y]);"
                                + " }; })()");
        Flood flood = writer.flood("w", 1, 20, null).awaitMore(500);
        int written = flood.stop().acknowledged();
        count.awaitNumber(written);
        last.awaitNumber(written);
        assertEquals(List.of(), reader.tab().evaluate("apart"));
        assertTrue(count.heard() > 2, "heard in between");
    }

    @Test
    void whatIsDeliveredIsWhatAQueryGives() {
        int seed = 1 + Math.floorMod(seed(), 1_000_000);
        String id = newId("shelf");
        Map<String, String> relaxed = Map.of("durability", "relaxed");
        Document here = tab().open(id, "shelf.js", relaxed);
        Document there = tab().open(id, "shelf.js", relaxed);
        here.evaluate("void (globalThis.comparison = new Comparison(it))");
        for (int round = 0; round < 5; round++) {
            List<Integer> seedAndChanges = List.of(seed + round, 60);
            there.evaluate("void (globalThis.stirred = stir(it, ...argument))", seedAndChanges);
            here.evaluate("(await stir(it, ...argument), null)", List.of(2 * seed + round, 60));
            there.evaluate("(await stirred, null)");
            here.tab().await("comparison.agrees()");
            assertEquals(
                    List.of(), here.tab().evaluate("comparison.problems"), () -> "seed " + seed);
        }
        reporter.publishEntry("results heard", here.tab().evaluate("comparison.heard").toString());
    }

    @Test
    void aQueryThatFailsGoesOnWhenItCan() {
        Document document = tab().open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "not JSON"));
        Watcher parsed = document.watch("SELECT json(text) AS j FROM todo");
        parsed.await("it.errors.length === 1");
        assertEquals(List.of("sql-error"), parsed.evaluate("it.errors"));
        Watcher all = document.watch("SELECT count(*) AS n FROM todo").awaitNumber(1);
        document.mutate("add", Map.of("text", "nor this"));
        all.awaitNumber(2);
        document.mutate("clear");
        parsed.awaitRows();
        assertEquals(List.of(), parsed.rows());
        assertEquals(List.of("sql-error"), parsed.evaluate("it.errors"), "the same again is none");
        document.mutate("add", Map.of("text", "[1, 2]"));
        parsed.await("it.rows.length === 1");
        assertEquals(List.of(Map.of("j", "[1,2]")), parsed.rows());
    }

    @Test
    void whatCannotBeWatchedIsAnErrorOfTheSubscription() {
        Document document = tab().open(newId("letters"), "todo.js");
        assertEquals("sql-error", errorOf(document, "SELECT 1 AS a, 2 AS a"));
        assertEquals("sql-error", errorOf(document, "SELECT * FROM missing"));
        assertEquals("read-only", errorOf(document, "DELETE FROM todo"));
        assertEquals("invalid-argument", errorOf(document, "SELECT ?, ?", 1));
    }

    private static Object errorOf(Document document, String sql, Object... params) {
        return document.watch(sql, params).await("it.errors.length === 1").evaluate("it.errors[0]");
    }

    @Test
    void valuesAreTheOnesOfQueries() {
        Document document = tab().open(newId("letters"), "todo.js");
        String sql =
                "SELECT 1 AS i, 9007199254740993 AS big, 0.5 AS r, 'a' || char(0) AS t, x'00ff' AS"
                        + " b, NULL AS n";
        assertEquals(
                document.describe("it.query(\"" + sql + "\")"),
                document.describe("(await it.live(\"" + sql + "\").next()).value"));
        assertEquals(
                "[{i: bigint:1}]",
                document.describe(
                        "(await it.live('SELECT 1 AS i', {integers: 'bigint'}).next()).value"));
    }

    @Test
    void whatDependsOnChanceIsRunOnce() {
        Document document = tab().open(newId("stream"), "entries.js");
        Watcher chance = document.watch("SELECT random() AS r").awaitRows();
        Watcher count = document.watch(COUNT).awaitNumber(0);
        append(document, 1);
        count.awaitNumber(1);
        assertEquals(1, chance.heard());
        assertEquals(1, document.stat("subscriptions[0].runs"));
    }

    @Test
    void theWorkerForgetsWhoUnsubscribes() {
        Document document = tab().open(newId("stream"), "entries.js");
        Watcher gone = document.watch(COUNT).awaitNumber(0);
        Watcher stays = document.watch("SELECT max(n) AS n FROM entries").awaitRows();
        gone.unsubscribe();
        append(document, 7);
        stays.awaitNumber(7);
        assertEquals(1, gone.heard());
        assertEquals(1, document.stat("subscriptions.length"));
        assertEquals(1, document.stat("subscriptions[0].rows"));
        stays.unsubscribe();
        assertEquals(0, document.stat("subscriptions.length"));
    }

    @Test
    void aLoopOverLiveRowsHasTheNewestOnly() {
        Document document = tab().open(newId("stream"), "entries.js");
        Object seen =
                document.evaluate(
                        """
                        (await (async () => {
                            const seen = [];
                            for await (const [{ n }] of it.live('SELECT count(*) AS n FROM entries')) {
                                seen.push(n);
                                if (n === 21) return seen;
                                if (n === 1)
                                    for (let i = 0; i < 20; i++) await it.mutate('append', { writer: 'w', n: i });
                                else if (n === 0) await it.mutate('append', { writer: 'w', n: -1 });
                            }
                        })())
                        """);
        List<?> numbers = (List<?>) seen;
        assertEquals(0, numbers.get(0));
        assertEquals(21, numbers.get(numbers.size() - 1));
        assertTrue(numbers.size() < 10, "what came while the loop was busy is forgotten: " + seen);
        assertEquals(0, document.stat("subscriptions.length"));
    }

    @Test
    void rowsMayBeArraysWithColumnsOfOneName() {
        Document document = tab().open(newId("arrays"), "entries.js");
        append(document, 1);
        append(document, 2);
        String join = "SELECT a.n, b.n FROM entries a JOIN entries b ON b.place = a.place + 1";
        document.evaluate(
                "(globalThis.heard = [], globalThis.pairs = it.subscribeArrays('"
                        + join
                        + "', (result) => heard.push(result)), null)");
        document.tab().await("heard.length === 1");
        append(document, 3);
        document.tab().await("heard.length === 2");
        assertEquals(List.of("n", "n"), document.evaluate("heard[1].columns"));
        assertEquals(List.of(List.of(1, 2), List.of(2, 3)), document.evaluate("heard[1].rows"));
        assertEquals(true, document.evaluate("heard[1].rows[0] === heard[0].rows[0]"));
        assertEquals(
                List.of("n", "n", 2), document.evaluate("[...pairs.columns, pairs.rows.length]"));
        Object first =
                document.evaluate(
                        "await (async () => { for await (const { columns, rows } of it.liveArrays('"
                                + join
                                + "')) return [columns.length, rows.length]; })()");
        assertEquals(List.of(2, 2), first);
        document.evaluate(
                "(pairs(), it.subscribeArrays('SELECT * FROM missing', () => {}, { onError: (error) =>"
                        + " { globalThis.failed = error; } }), null)");
        document.tab().await("globalThis.failed?.code === 'sql-error'");
    }

    @Test
    void subscriptionsGoOnWhenTheWorkerDies() {
        Profile profile = newProfile();
        Tab creator = profile.tab();
        creator.open("stream", "entries.js");
        Document survivor = profile.tab().open("stream", "entries.js");
        append(survivor, 1);
        append(survivor, 2);
        Watcher rows = survivor.watch("SELECT * FROM entries ORDER BY place");
        rows.await("it.rows?.length === 2");
        survivor.evaluate("void (globalThis.kept = watchers[0].rows)");
        creator.crashRenderer();
        append(survivor, 3);
        rows.await("it.rows.length === 3");
        assertEquals(
                List.of(true, true),
                survivor.evaluate("kept.map((row, n) => row === watchers[0].rows[n])"));
        assertEquals(2, rows.heard(), "what the new worker says again is not heard again");
        append(profile.tab().open("stream", "entries.js"), 4);
        rows.await("it.rows.length === 4");
    }

    @Test
    void subscriptionsGoOnWhenTheStorageHostGoes() {
        Profile profile = newProfile();
        Document creator = profile.tab().open("stream", "entries.js");
        Document host = profile.tab().open("stream", "entries.js");
        Watcher count = host.watch(COUNT).awaitNumber(0);
        creator.tab().close();
        append(host, 1);
        count.awaitNumber(1);
        assertEquals(2, count.heard());
    }

    @Test
    void aTabThatDiedIsForgottenAndTheOthersGoOn() {
        String id = newId("stream");
        Document survivor = tab().open(id, "entries.js");
        Watcher count = survivor.watch(COUNT).awaitNumber(0);
        Tab dies = tab();
        Document dying = dies.open(id, "entries.js");
        dying.watch(COUNT).awaitNumber(0);
        dying.watch("SELECT max(n) AS n FROM entries").awaitRows();
        assertEquals(List.of(2, 1), survivor.evaluate(LISTENERS));
        dies.crashRenderer();
        survivor.tab().await("(async (it) => String(" + LISTENERS + ") === '1')(handles[0])");
        int before = number(survivor.stat("counters.queriesRun"));
        for (int commit = 1; commit <= 3; commit++) {
            append(survivor, commit);
            count.awaitNumber(commit);
        }
        assertEquals(before + 3, survivor.stat("counters.queriesRun"), "its own is not run");
        assertEquals(4, count.heard());
        dies.close();
    }

    @Test
    void aPageThatComesBackHearsWhatItMissed() {
        String id = newId("stream");
        Document stays = tab().open(id, "entries.js");
        append(stays, 1);
        Document goes = tab().open(id, "entries.js");
        Watcher rows = goes.watch("SELECT * FROM entries ORDER BY place");
        rows.await("it.rows?.length === 1");
        goes.tab().navigateAway();
        stays.tab().await("handles[0].stats().then((stats) => stats.subscriptions.length === 0)");
        append(stays, 2);
        if (goes.tab().navigateBack()) {
            rows.await("it.rows.length === 2");
            assertEquals(1, rows.evaluate("it.made.length"));
            assertEquals(2, rows.heard());
        }
    }

    @Test
    void aMigrationEndsThoseOfOlderPagesAndTheNewerGoOn() {
        String id = newId("letters");
        Document old = tab().open(id, "todo.js");
        Watcher ended = old.watch("SELECT * FROM todo").awaitRows();
        old.mutate("add", Map.of("text", "milk"));
        Document moved = tab().open(id, "todo-2.js");
        ended.await("it.errors.length === 1");
        assertEquals(List.of("closed"), ended.evaluate("it.errors"));
        Watcher all = moved.watch("SELECT * FROM todo").awaitRows();
        assertEquals(1, all.evaluate("it.rows[0].priority"));
        moved.mutate("prioritise", Map.of("id", 1, "priority", 9));
        all.await("it.rows[0].priority === 9");
        assertEquals(moved.query("SELECT * FROM todo"), all.rows());
    }

    @Test
    void closingTheDocumentEndsItsSubscriptions() {
        String id = newId("stream");
        Document document = tab().open(id, "entries.js");
        Watcher count = document.watch(COUNT).awaitNumber(0);
        Document other = document.tab().open(id, "entries.js");
        document.close();
        append(other, 1);
        assertEquals(0, other.stat("subscriptions.length"));
        assertEquals(List.of(), count.evaluate("it.errors"));
        Watcher late = document.watch(COUNT).await("it.errors.length === 1");
        assertEquals("closed", late.evaluate("it.errors[0]"));
    }
}
