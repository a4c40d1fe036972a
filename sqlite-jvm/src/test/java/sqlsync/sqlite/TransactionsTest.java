package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.jvm.TestDatabase;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

class TransactionsTest {
    private static final String MANY =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000)"
                    + " INSERT INTO t(v) SELECT x || hex(zeroblob(400)) FROM c";

    private final TestDatabase db = new TestDatabase();

    @BeforeEach
    void table() {
        db.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v UNIQUE)");
        db.settle();
    }

    @Test
    void aCommitReachesThePagesAndARollbackDoesNot() {
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('a')");
        assertFalse(db.pages.pending());
        db.writer.commit();
        assertTrue(db.pages.pending());
        db.settle();
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('b')");
        db.writer.rollback();
        assertFalse(db.pages.pending());
        assertEquals("a", db.read("SELECT v FROM t"));
    }

    @Test
    void transactionsGatherInOneLayer() {
        for (int i = 0; i < 50; i++) {
            db.run("INSERT INTO t(v) VALUES(" + i + ")");
        }
        Layer layer = db.pages.seal();
        // The first page, the table's and its index's.
        assertEquals(3, layer.size());
        assertNull(db.pages.seal());
    }

    @Test
    void aTransactionThatWritesNothingLeavesNoLayer() {
        db.writer.begin();
        db.writer.execute("UPDATE t SET v = 1 WHERE id = 99");
        db.writer.commit();
        assertNull(db.pages.seal());
    }

    @Test
    void aTransactionLargerThanTheCacheStaysInvisibleUntilItCommits() {
        db.writer.begin();
        db.writer.execute(MANY);
        assertTrue(db.pages.inTransaction(), "it has spilled");
        assertFalse(db.pages.pending());
        db.writer.rollback();
        assertFalse(db.pages.inTransaction());
        assertFalse(db.pages.pending());
        assertEquals(3, db.pages.pageCount());
        db.run(MANY);
        assertEquals("3000", db.read("SELECT count(*) FROM t"));
        assertEquals("ok", db.read("PRAGMA integrity_check"));
    }

    @Test
    void aFailedStatementUndoesItselfOnly() {
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('a')");
        SqlException failure =
                assertThrows(
                        SqlException.class,
                        () -> db.writer.execute("INSERT INTO t(v) VALUES('b'), ('a')"));
        assertEquals(ResultCode.CONSTRAINT, failure.resultCode());
        assertEquals("UNIQUE constraint failed: t.v", failure.getMessage());
        assertTrue(db.writer.inTransaction());
        db.writer.commit();
        assertEquals("a", db.read("SELECT v FROM t"));
    }

    @Test
    void insertOrRollbackIsNoticed() {
        db.run("INSERT INTO t(v) VALUES('a')");
        db.settle();
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('b')");
        assertThrows(
                SqlException.class,
                () -> db.writer.execute("INSERT OR ROLLBACK INTO t(v) VALUES('a')"));
        assertFalse(db.writer.inTransaction());
        assertFalse(db.pages.inTransaction() || db.pages.pending());
        db.writer.rollback();
        assertEquals("a", db.read("SELECT v FROM t"));
        db.run("INSERT INTO t(v) VALUES('c')");
        assertEquals("a c", db.read("SELECT v FROM t ORDER BY id"));
    }

    @Test
    void raiseRollbackIsNoticed() {
        db.run(
                "CREATE TRIGGER r BEFORE INSERT ON t WHEN new.v = 'no' BEGIN"
                        + " SELECT RAISE(ROLLBACK, 'never'); END");
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('yes')");
        assertThrows(SqlException.class, () -> db.writer.execute("INSERT INTO t(v) VALUES('no')"));
        assertFalse(db.writer.inTransaction());
        assertEquals("0", db.read("SELECT count(*) FROM t"));
    }

    @Test
    void aCommitThatFailsRollsBack() {
        db.run("CREATE TABLE child(t_id INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
        db.settle();
        db.writer.begin();
        db.writer.execute("INSERT INTO child VALUES(7)");
        SqlException failure = assertThrows(SqlException.class, db.writer::commit);
        assertEquals(ResultCode.CONSTRAINT, failure.resultCode());
        assertFalse(db.writer.inTransaction());
        assertFalse(db.pages.pending());
        assertEquals("0", db.read("SELECT count(*) FROM child"));
    }

    @Test
    void savepointsInsideATransactionGoBack() {
        db.writer.begin();
        db.writer.execute(MANY + "; SAVEPOINT s; UPDATE t SET v = v || 'x'; ROLLBACK TO s");
        db.writer.commit();
        assertEquals("0", db.read("SELECT count(*) FROM t WHERE v LIKE '%x'"));
        assertEquals("ok", db.read("PRAGMA integrity_check"));
    }

    @Test
    void aDatabaseGrowsToItsLimitOnly() {
        TestDatabase small = new TestDatabase(db.sqlite, new Pages(10));
        small.run("CREATE TABLE t(v)");
        small.settle();
        small.writer.begin();
        SqlException failure =
                assertThrows(
                        SqlException.class,
                        () -> small.writer.execute("INSERT INTO t VALUES(zeroblob(50000))"));
        assertEquals(ResultCode.FULL, failure.resultCode());
        small.writer.rollback();
        small.run("INSERT INTO t VALUES(zeroblob(9000))");
        // The setting can be raised, the pages cannot.
        small.writer.execute("PRAGMA max_page_count = 1000");
        small.writer.begin();
        failure =
                assertThrows(
                        SqlException.class,
                        () -> {
                            small.writer.execute("INSERT INTO t VALUES(zeroblob(50000))");
                            small.writer.commit();
                        });
        assertEquals(ResultCode.FULL, failure.resultCode());
        small.writer.rollback();
        assertEquals("1", small.read("SELECT count(*) FROM t"));
        assertEquals("ok", small.read("PRAGMA integrity_check"));
    }

    @Test
    void changesCountRowsOfWritingStatementsOnly() {
        db.writer.begin();
        try (Statement insert = db.writer.prepare("INSERT INTO t(v) VALUES(1), (2)")) {
            insert.step();
            assertEquals(2, insert.changes());
        }
        try (Statement select = db.writer.prepare("SELECT * FROM t LIMIT 0")) {
            select.step();
            assertEquals(0, select.changes());
        }
        try (Statement create = db.writer.prepare("CREATE TABLE u(a)")) {
            create.step();
            assertEquals(0, create.changes());
        }
        try (Statement delete = db.writer.prepare("WITH x AS (SELECT 1) DELETE FROM t")) {
            delete.step();
            assertEquals(2, delete.changes());
        }
        db.writer.commit();
    }
}
