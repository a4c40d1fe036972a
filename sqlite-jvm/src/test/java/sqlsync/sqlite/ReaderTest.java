package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.jvm.TestDatabase;

class ReaderTest {
    private final TestDatabase db = new TestDatabase();
    private final Connection reader = db.sqlite.openReader(db.pages);

    @BeforeEach
    void table() {
        db.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t(v) VALUES('a')");
        db.settle();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t(v) VALUES('b')",
                "WITH x AS (SELECT 1) DELETE FROM t",
                "CREATE TABLE u(a)",
                "DROP TABLE t",
                "PRAGMA user_version = 4",
                "VACUUM"
            })
    void writesFailWhateverTheGateSays(String sql) {
        SqlException failure = assertThrows(SqlException.class, () -> reader.execute(sql));
        assertEquals(ResultCode.READ_ONLY, failure.resultCode(), failure.getMessage());
        assertFalse(db.pages.pending() || db.pages.inTransaction());
    }

    @Test
    void sortingAndTemporaryTablesNeedNoFiles() {
        assertEquals(
                "20000",
                TestDatabase.read(
                        reader,
                        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x <"
                                + " 20000) SELECT count(*) FROM (SELECT hex(x) || 'abcdefghij' h"
                                + " FROM c ORDER BY h LIMIT 1000000)"));
    }

    @Test
    void seesCommittedTransactionsOnly() {
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) VALUES('b')");
        assertEquals("1", TestDatabase.read(reader, "SELECT count(*) FROM t"));
        db.writer.commit();
        assertEquals("2", TestDatabase.read(reader, "SELECT count(*) FROM t"));
    }

    @Test
    void isKeptOutWhileATransactionHasSpilled() {
        assertEquals("1", TestDatabase.read(reader, "SELECT count(*) FROM t"));
        db.writer.begin();
        db.writer.execute("INSERT INTO t(v) SELECT zeroblob(5000000)");
        SqlException failure =
                assertThrows(
                        SqlException.class,
                        () -> TestDatabase.read(reader, "SELECT count(*) FROM t"));
        assertEquals(ResultCode.BUSY, failure.resultCode(), failure.getMessage());
        db.writer.commit();
        assertEquals("2", TestDatabase.read(reader, "SELECT count(*) FROM t"));
    }

    @Test
    void aRunningReaderHoldsACommitUp() {
        try (Statement select = reader.prepare("SELECT v FROM t")) {
            select.step();
            db.writer.begin();
            db.writer.execute("INSERT INTO t(v) VALUES('b')");
            SqlException failure = assertThrows(SqlException.class, db.writer::commit);
            assertEquals(ResultCode.BUSY, failure.resultCode());
        }
        assertFalse(db.pages.pending());
        db.run("INSERT INTO t(v) VALUES('c')");
        assertEquals("a c", TestDatabase.read(reader, "SELECT v FROM t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA journal_mode = DELETE",
                "PRAGMA journal_mode = WAL",
                "PRAGMA main.journal_mode = OFF",
                "PRAGMA locking_mode = EXCLUSIVE",
                "PRAGMA page_size = 8192",
                "PRAGMA temp_store = FILE",
                "PRAGMA schema_version = 1"
            })
    void settingsThatThePagerDependsOnAreRefused(String sql) {
        for (Connection each : new Connection[] {reader, db.writer}) {
            SqlException failure = assertThrows(SqlException.class, () -> each.execute(sql));
            assertEquals(ResultCode.DENIED, failure.resultCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlsync", "other.db"})
    void noOtherFileCanBeOpened(String name) {
        SqlException failure =
                assertThrows(
                        SqlException.class,
                        () -> db.writer.execute("ATTACH '" + name + "' AS other"));
        assertEquals(ResultCode.CANNOT_OPEN, failure.resultCode());
    }
}
