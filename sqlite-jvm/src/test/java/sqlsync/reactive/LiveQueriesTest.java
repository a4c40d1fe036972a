package sqlsync.reactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.codec.ByteWriter;
import sqlsync.jvm.TestDatabase;
import sqlsync.jvm.WatchedRows;
import sqlsync.page.SerializedPages;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/** Which queries are run again after which change. */
class LiveQueriesTest {
    private final TestDatabase db = new TestDatabase();
    private final Connection reader = db.sqlite.openReader(db.pages);
    private final LiveQueries<WatchedRows> queries = new LiveQueries<>(db.pages, reader);

    @BeforeEach
    void tables() {
        db.run(
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v, pad); CREATE INDEX i ON t(v);"
                        + " CREATE TABLE u(id INTEGER PRIMARY KEY, v);"
                        + " WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT"
                        + " 1000) INSERT INTO t SELECT x, x * 10, hex(zeroblob(100)) FROM c;"
                        + " INSERT INTO u VALUES(1, 'one')");
        db.settle();
    }

    private LiveQuery<WatchedRows> watch(String sql) {
        LiveQuery<WatchedRows> query = queries.watch(sql, sql, WatchedRows.of(sql));
        query.result();
        return query;
    }

    /** How often a query is run when it is asked for its result after this. */
    private static int runs(LiveQuery<WatchedRows> query) {
        int before = query.runs();
        query.result();
        return query.runs() - before;
    }

    private static String text(LiveQuery<WatchedRows> query) {
        return query.result().text();
    }

    @Test
    void aQueryIsRunOnceUntilSomethingChanges() {
        LiveQuery<WatchedRows> query = watch("SELECT v FROM u");
        assertSame(query.result(), query.result());
        assertEquals(1, query.runs());
        assertEquals(1, queries.queriesRun());
        assertEquals(0, queries.queriesSkipped());
    }

    @Test
    void oneThatReadOtherPagesIsNotRunAgain() {
        LiveQuery<WatchedRows> far = watch("SELECT v FROM t WHERE id = 1000");
        LiveQuery<WatchedRows> near = watch("SELECT v, pad FROM t WHERE id = 2");
        LiveQuery<WatchedRows> other = watch("SELECT v FROM u");
        db.run("UPDATE t SET pad = 'x' WHERE id = 1");
        assertEquals(0, runs(far), "another page of the same table");
        assertEquals(0, runs(other), "another table");
        assertEquals(1, runs(near), "a neighbour on the same page");
        assertEquals(2, queries.queriesSkipped());
    }

    @Test
    void anEqualResultIsTheSameOne() {
        LiveQuery<WatchedRows> query = watch("SELECT v FROM t WHERE id = 2");
        WatchedRows before = query.result();
        db.run("UPDATE t SET pad = 'x' WHERE id = 1");
        assertSame(before, query.result());
        db.run("UPDATE t SET v = 'x' WHERE id = 2");
        assertNotSame(before, query.result());
        assertEquals(3, query.runs());
    }

    @Test
    void itIsNotRunForEachCommitButWhenItIsAskedFor() {
        LiveQuery<WatchedRows> query = watch("SELECT count(*) FROM u");
        for (int i = 0; i < 100; i++) {
            db.run("INSERT INTO u(v) VALUES('more')");
        }
        assertEquals("1:101|\n", text(query));
        assertEquals(2, query.runs());
    }

    @Test
    void itIsSharedByAllThatWatchIt() {
        LiveQuery<WatchedRows> query = watch("SELECT v FROM u");
        assertSame(query, watch("SELECT v FROM u"));
        assertEquals(2, query.watchers());
        assertEquals(1, query.runs());
        queries.unwatch(query);
        assertEquals(1, queries.all().size());
        queries.unwatch(query);
        assertEquals(0, queries.all().size());
        assertNotSame(query, watch("SELECT v FROM u"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT random()", "SELECT datetime('now')", "SELECT 1", "VALUES (2)"})
    void whatDependsOnNoPageIsRunOnce(String sql) {
        LiveQuery<WatchedRows> query = watch(sql);
        db.run("INSERT INTO u(v) VALUES('more'); DELETE FROM t WHERE id < 500");
        assertEquals(0, runs(query));
    }

    @Test
    void aRevertConcernsWhatItTookBack() {
        db.run("UPDATE u SET v = 'optimistic'");
        LiveQuery<WatchedRows> concerned = watch("SELECT v FROM u");
        LiveQuery<WatchedRows> other = watch("SELECT v FROM t WHERE id = 1000");
        db.pages.revert();
        assertEquals("3:one|\n", text(concerned));
        assertEquals(0, runs(other));
    }

    @Test
    void pagesOfOthersConcernWhatTheyChange() {
        TestDatabase device = new TestDatabase(db.sqlite, new Pages(10_000));
        device.pages.apply(serialized(db.pages.freeze()));
        LiveQuery<WatchedRows> concerned = watch("SELECT v FROM u");
        LiveQuery<WatchedRows> other = watch("SELECT v FROM t WHERE id = 1000");
        device.run("UPDATE u SET v = 'theirs'");
        db.pages.apply(serialized(device.settle()));
        assertEquals("3:theirs|\n", text(concerned));
        assertEquals(0, runs(other));
    }

    @Test
    void anotherSchemaOnALaterPageConcernsEveryQueryThoughPageOneIsTheSame() {
        for (int i = 0; i < 60; i++) {
            db.run("CREATE TABLE many" + i + "(a, b, c, /* long text of this statement */ d, e)");
        }
        db.settle();
        TestDatabase device = new TestDatabase(db.sqlite, new Pages(10_000));
        device.pages.apply(serialized(db.pages.freeze()));
        device.run("CREATE VIEW w AS SELECT 'them'");
        db.run("CREATE VIEW w AS SELECT 'ours'");
        device.settle();
        db.settle();
        LiveQuery<WatchedRows> view = watch("SELECT * FROM w");
        assertEquals("3:ours|\n", text(view));
        int mark = db.pages.changes().mark();
        db.pages.apply(serialized(device.pages.freeze()));
        assertFalse(db.pages.changes().changedAfter(1, mark), "page 1 is the same");
        assertEquals("3:them|\n", text(view));
    }

    @Test
    void aSchemaThatIsTakenBackConcernsEveryQuery() {
        db.run("CREATE VIEW w AS SELECT 'ours'");
        LiveQuery<WatchedRows> view = watch("SELECT * FROM w");
        assertEquals("3:ours|\n", text(view));
        db.pages.revert();
        db.run("CREATE VIEW w AS SELECT 'again'");
        assertEquals("3:again|\n", text(view));
        db.pages.revert();
        assertTrue(view.result().failed(), text(view));
    }

    @Test
    void aMigrationConcernsEveryQuery() {
        LiveQuery<WatchedRows> all = watch("SELECT * FROM u");
        LiveQuery<WatchedRows> missing = watch("SELECT * FROM later");
        assertEquals("no such table: later", text(missing));
        db.run("ALTER TABLE u ADD COLUMN w DEFAULT 7; CREATE TABLE later(x)");
        assertEquals("1:1|3:one|1:7|\n", text(all));
        assertEquals("", text(missing));
    }

    @Test
    void oneThatFailedIsRunAfterAnyChange() {
        LiveQuery<WatchedRows> query = watch("SELECT json_extract(v, '$') FROM u");
        assertTrue(query.result().failed());
        assertEquals(0, runs(query), "nothing has changed");
        db.run("UPDATE t SET pad = 'x' WHERE id = 1000");
        assertEquals(1, runs(query));
        db.run("UPDATE u SET v = '[1]'");
        assertEquals("3:[1]|\n", text(query));
        db.run("UPDATE t SET pad = 'y' WHERE id = 1000");
        assertEquals(0, runs(query), "it is well again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA page_count",
                "PRAGMA freelist_count",
                "SELECT * FROM pragma_page_count",
                "SELECT * FROM pragma_freelist_count"
            })
    void onesThatAskForCountersAreRunAfterAnyChange(String sql) {
        LiveQuery<WatchedRows> query = watch(sql);
        String before = text(query);
        db.run("CREATE TABLE w(x); INSERT INTO w VALUES(zeroblob(100000)); DROP TABLE w");
        assertNotEquals(before, text(query));
    }

    @Test
    void longValuesAreAmongWhatWasRead() {
        db.run("INSERT INTO u VALUES(2, zeroblob(50000))");
        LiveQuery<WatchedRows> query = watch("SELECT hex(v) FROM u WHERE id = 2");
        // The last byte, on the last of the value's own pages: the row's page stays as it was.
        db.run("UPDATE u SET v = CAST(zeroblob(49999) || x'01' AS BLOB) WHERE id = 2");
        assertTrue(text(query).endsWith("01|\n"));
    }

    @Test
    void nothingMayBeReadingWhenOneIsRun() {
        LiveQuery<WatchedRows> query = watch("SELECT v FROM u");
        db.run("UPDATE u SET v = 'two'");
        try (Statement reading = reader.prepare("SELECT v FROM t")) {
            reading.step();
            assertThrows(IllegalStateException.class, query::result);
        }
        assertEquals("3:two|\n", text(query));
    }

    @Test
    void ordinaryQueriesOnTheSameReaderDoNotDisturb() {
        LiveQuery<WatchedRows> query = watch("SELECT v FROM t WHERE id = 1000");
        TestDatabase.read(reader, "SELECT count(*) FROM u");
        db.run("UPDATE u SET v = 'two'");
        TestDatabase.read(reader, "SELECT v FROM t WHERE id = 1000");
        assertEquals(0, runs(query));
        db.run("UPDATE t SET v = 'seen' WHERE id = 1000");
        TestDatabase.read(reader, "SELECT v FROM t WHERE id = 1000");
        assertEquals("3:seen|\n", text(query));
    }

    private static SerializedPages serialized(sqlsync.page.SparsePages layer) {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, !(layer instanceof Layer));
        return SerializedPages.read(out.array(), 0, out.size());
    }
}
