package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.storage.Pages;

class TrapTest {
    private static final int NOWHERE = 0x7FFF_0000;

    @Test
    void afterATrapEveryCallFailsAndTheNextModuleGoesOn() {
        JvmSqlite wasm = new JvmSqlite();
        Sqlite sqlite = Sqlite.install(wasm, () -> 0, new SeededRandomness(1));
        TestDatabase db = new TestDatabase(sqlite, new Pages(1000));
        db.run("CREATE TABLE t(v); INSERT INTO t VALUES('kept')");
        db.writer.begin();
        db.writer.execute("PRAGMA cache_size = 1; INSERT INTO t VALUES(zeroblob(500000))");
        assertTrue(db.pages.inTransaction());
        assertThrows(SqliteTrapException.class, () -> wasm.step(NOWHERE));
        assertThrows(SqliteTrapException.class, db.writer::rollback);
        assertThrows(SqliteTrapException.class, () -> db.read("SELECT 1"));
        assertThrows(IllegalStateException.class, db.pages::revert);
        sqlite.discard();
        assertFalse(db.pages.inTransaction());
        TestDatabase next = new TestDatabase(TestDatabase.newSqlite(), db.pages);
        assertEquals("kept", next.read("SELECT v FROM t"));
        assertEquals("ok", next.read("PRAGMA integrity_check"));
        next.run("INSERT INTO t VALUES('next')");
        assertEquals("kept next", next.read("SELECT v FROM t"));
        next.pages.revert();
    }

    @Test
    void aTrapWithinAStatementIsStillATrapWhenTheStatementIsClosed() {
        TestDatabase db = new TestDatabase();
        db.run("CREATE TABLE t(v); INSERT INTO t VALUES(1)");
        Thread.currentThread().interrupt();
        assertThrows(SqliteTrapException.class, () -> db.read("SELECT count(*) FROM t, t, t"));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aModuleThatTrapsWhenItIsLoadedIsIncompatible() {
        JvmSqlite wasm = new JvmSqlite();
        assertThrows(SqliteTrapException.class, () -> wasm.step(NOWHERE));
        assertThrows(
                IncompatibleSqliteException.class,
                () -> Sqlite.install(wasm, () -> 0, new SeededRandomness(1)));
    }
}
