package sqlsync.simulation.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.jvm.JvmSqlite;
import sqlsync.page.Page;
import sqlsync.platform.SeededRandomness;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

class ModelSqliteTest {
    private static final String TABLE =
            "CREATE TABLE t0 (k INTEGER PRIMARY KEY, c0 TEXT NOT NULL, c1 INTEGER DEFAULT 7)";
    private static final String INSERT = "INSERT INTO t0 (k, c0) VALUES (?, ?)";
    private static final int PAGES_MAX = 10_000;

    private final Sqlite model = install(new ModelSqlite());
    private final Database database = new Database(model, PAGES_MAX);

    private static Sqlite install(SqliteWasm wasm) {
        return Sqlite.install(wasm, () -> 0, new SeededRandomness(3));
    }

    @Test
    void itPassesTheSelfTestThatKeepsTheRecipe() {
        assertEquals("model", model.version());
    }

    @Test
    void theSameStatementsMakeTheSameBytes() {
        Database other = new Database(install(new ModelSqlite()), PAGES_MAX);
        for (Database each : List.of(database, other)) {
            RandomStatements statements = new RandomStatements(new Random(5));
            for (int i = 0; i < 2000; i++) {
                RandomStatements.Call call =
                        i % 10 == 0 ? statements.schema() : statements.change();
                each.run(call.sql(), call.parameters());
            }
        }
        assertEquals(database.pages.pageCount(), other.pages.pageCount());
        assertTrue(database.pages.pageCount() > 20, database.pages.pageCount() + " pages");
        for (int number = 1; number <= other.pages.pageCount(); number++) {
            assertArrayEquals(database.pages.page(number), other.pages.page(number));
        }
    }

    @Test
    void aChangedRowTouchesPageOneAndItsOwn() {
        fill(400);
        Layer layer = settled("UPDATE t0 SET c0 = ? WHERE k = ?", "other", 200L);
        assertEquals(2, layer.size());
        layer = settled("UPDATE t0 SET c0 = ? WHERE k = ?", "long".repeat(2000), 200L);
        assertEquals(4, layer.size(), "two pages more for a row of two pages");
    }

    @Test
    void theDatabaseGrowsAndShrinksWithItsRows() {
        fill(400);
        int grown = database.pages.pageCount();
        assertTrue(grown > 30, grown + " pages");
        database.run("DELETE FROM t0 WHERE k > ?", 20L);
        assertTrue(database.pages.pageCount() < 8, database.pages.pageCount() + " pages");
        assertEquals("[integrity_check=3:ok ] 0 pending", database.run("PRAGMA integrity_check"));
        assertEquals("[count(*)=1:20 ] 0 pending", database.run("SELECT count(*) FROM t0"));
    }

    @Test
    void damagedPagesAreFound() {
        fill(400);
        settled("UPDATE t0 SET c0 = ? WHERE k = ?", "long".repeat(2000), 200L);
        int found = 0;
        for (int number = 2; number <= database.pages.pageCount(); number++) {
            Pages damaged = new Pages(PAGES_MAX);
            damaged.resize(database.pages.pageCount());
            for (int i = 1; i <= database.pages.pageCount(); i++) {
                byte[] page = i == number ? Page.ZEROS : database.pages.page(i);
                damaged.load(i, page, 0);
            }
            Database on = new Database(model, damaged);
            String result = on.read("PRAGMA integrity_check");
            found += result.startsWith("[integrity_check=3:ok ]") ? 0 : 1;
            on.close();
        }
        assertEquals(database.pages.pageCount() - 1, found, "each page without its bytes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDatabaseFailsAsSqliteDoes(boolean many) {
        Database small = new Database(model, 10);
        Database real = new Database(install(new JvmSqlite()), 10);
        String value = "v".repeat(50_000);
        String sql = many ? "INSERT INTO t0 (k, c0) VALUES (1, 'a'), (2, ?)" : INSERT;
        Object[] parameters = many ? new Object[] {value} : new Object[] {1L, value};
        for (Database each : List.of(small, real)) {
            each.run(TABLE);
            each.begin();
            each.run(INSERT, 7L, "before");
            String full = each.run(sql, parameters);
            assertEquals(
                    ResultCode.FULL
                            + " database or disk is full"
                            + (many ? " within" : "")
                            + " pending",
                    full);
            each.rollback();
            assertEquals("[] 1 pending", each.run(INSERT, 3L, "after"));
            assertEquals("[k=1:3 ] 0 pending", each.run("SELECT k FROM t0"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT k FROM t0 GROUP BY c0",
                "SELECT k FROM t0, t0",
                "CREATE UNIQUE INDEX i ON t0 (c0)",
                "CREATE TABLE t (a UNIQUE)",
                "DROP TABLE t0",
                "VACUUM",
                "SELECT upper('a')",
                "PRAGMA table_info(t0)"
            })
    void whatItDoesNotKnowIsAnErrorThatNobodyTakesForARejection(String sql) {
        database.run(TABLE);
        Error error = assertThrows(UnknownSqlError.class, () -> database.run(sql));
        assertTrue(
                error.getMessage().endsWith(sql) || sql.startsWith("SELECT u"), error.toString());
    }

    @Test
    void aReaderIsHeldBackByNothingButACommit() {
        database.run(TABLE);
        database.begin();
        assertEquals("[] 1 within pending", database.run(INSERT, 1L, "a"));
        assertEquals("[count(*)=1:0 ] 0 within pending", database.read("SELECT count(*) FROM t0"));
        database.startReading("SELECT * FROM sqlite_schema");
        assertEquals("5 database is locked pending", database.commit());
        database.stopReading();
        assertFalse(database.writing(), "core rolls back what can't be committed");
    }

    private void fill(int rows) {
        database.run(TABLE);
        database.begin();
        for (long key = 1; key <= rows; key++) {
            database.run(INSERT, key, "row".repeat(100));
        }
        database.commit();
        comeToRest();
    }

    private Layer settled(String sql, Object... parameters) {
        assertNotEquals("[] 0", database.run(sql, parameters));
        return comeToRest();
    }

    private Layer comeToRest() {
        Layer layer = database.pages.seal();
        database.pages.durable(layer);
        return layer;
    }
}
