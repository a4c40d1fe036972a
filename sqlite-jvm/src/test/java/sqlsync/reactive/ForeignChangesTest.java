package sqlsync.reactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteWriter;
import sqlsync.jvm.TestDatabase;
import sqlsync.page.SerializedPages;
import sqlsync.page.SparsePages;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Pages;

/** Pages that change beneath open connections. */
class ForeignChangesTest {
    private final TestDatabase db = new TestDatabase();
    private final Connection reader = db.sqlite.openReader(db.pages);

    private String readBoth(String sql) {
        String written = db.read(sql);
        assertEquals(written, TestDatabase.read(reader, sql));
        return written;
    }

    private static SerializedPages bytes(SparsePages layer) {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, true);
        return SerializedPages.read(out.array(), 0, out.size());
    }

    @Test
    void aRevertIsSeenByEveryConnection() {
        db.run("CREATE TABLE t(v); INSERT INTO t VALUES('base')");
        db.settle();
        db.run("UPDATE t SET v = 'local'");
        assertEquals("local", readBoth("SELECT v FROM t"));
        db.pages.revert();
        assertEquals("base", readBoth("SELECT v FROM t"));
    }

    @Test
    void otherPagesWithTheSameChangeCounterAreSeen() {
        TestDatabase other = new TestDatabase(db.sqlite, new Pages(100));
        for (TestDatabase each : new TestDatabase[] {db, other}) {
            each.run("CREATE TABLE t(v); INSERT INTO t VALUES('base')");
            each.settle();
        }
        other.run("UPDATE t SET v = 'other'");
        SerializedPages layer = bytes(other.settle());
        db.run("UPDATE t SET v = 'local'");
        assertEquals("local", readBoth("SELECT v FROM t"));
        db.pages.revert();
        db.pages.apply(layer);
        assertEquals("other", readBoth("SELECT v FROM t"));
    }

    @Test
    void anotherSchemaWithTheSameCookieIsSeen() {
        TestDatabase other = new TestDatabase(db.sqlite, new Pages(100));
        for (TestDatabase each : new TestDatabase[] {db, other}) {
            each.run("CREATE TABLE base(x)");
            each.settle();
        }
        other.run("CREATE TABLE b(r); INSERT INTO b VALUES('B')");
        SerializedPages layer = bytes(other.settle());
        db.run("CREATE TABLE a(p, q); INSERT INTO a VALUES('A1', 'A2')");
        assertEquals("A1", readBoth("SELECT * FROM a"));
        db.pages.revert();
        db.pages.apply(layer);
        assertEquals("B", readBoth("SELECT * FROM b"));
        assertThrows(SqlException.class, () -> db.read("SELECT * FROM a"));
        assertThrows(SqlException.class, () -> TestDatabase.read(reader, "SELECT * FROM a"));
    }

    @Test
    void aSnapshotOfAnotherSchemaWithTheSameCookieIsSeen() {
        TestDatabase other = new TestDatabase(db.sqlite, new Pages(100));
        other.run("CREATE TABLE b(r); INSERT INTO b VALUES('B')");
        db.run("CREATE TABLE a(p, q); INSERT INTO a VALUES('A1', 'A2')");
        db.settle();
        assertEquals("A1", readBoth("SELECT * FROM a"));
        db.pages.apply(bytes(other.pages.freeze()));
        assertEquals("B", readBoth("SELECT * FROM b"));
        assertThrows(SqlException.class, () -> db.read("SELECT * FROM a"));
    }

    @Test
    void aReaderThatSleptThroughARevertAndANewSchemaSeesTheNew() {
        db.run("CREATE TABLE base(x)");
        db.settle();
        db.run("CREATE TABLE a(p); INSERT INTO a VALUES('A')");
        assertEquals("A", readBoth("SELECT * FROM a"));
        db.pages.revert();
        db.run("CREATE TABLE b(p, q); INSERT INTO b VALUES('B', 'C')");
        assertEquals("B", readBoth("SELECT p FROM b"));
        assertThrows(SqlException.class, () -> TestDatabase.read(reader, "SELECT * FROM a"));
    }

    @Test
    void keptStatementsGoOnAfterARevert() {
        db.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
        db.settle();
        try (Statement insert = db.writer.prepare("INSERT INTO t(v) VALUES(?)")) {
            insert.bindText(1, "a");
            insert.step();
            insert.reset();
            db.pages.revert();
            insert.bindText(1, "z");
            insert.step();
        }
        assertEquals("1z", readBoth("SELECT id || v FROM t"));
    }

    @Test
    void anEmptyDatabaseThatIsRevertedToIsEmpty() {
        db.run("CREATE TABLE t(v)");
        assertEquals("1", readBoth("SELECT count(*) FROM sqlite_schema"));
        db.pages.revert();
        assertEquals("0", readBoth("SELECT count(*) FROM sqlite_schema"));
        db.run("CREATE TABLE u(v)");
        assertEquals("u", readBoth("SELECT name FROM sqlite_schema"));
    }

    @Test
    void nothingIsRevertedBeneathARunningStatement() {
        db.run("CREATE TABLE t(v); INSERT INTO t VALUES(1), (2)");
        try (Statement select = reader.prepare("SELECT v FROM t")) {
            select.step();
            assertThrows(IllegalStateException.class, db.pages::revert);
        }
        db.pages.revert();
    }
}
