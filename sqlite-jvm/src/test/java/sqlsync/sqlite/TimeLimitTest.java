package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.jvm.TestDatabase;
import sqlsync.storage.Pages;

class TimeLimitTest {
    private static final String ENDLESS =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) ";

    private final TestDatabase database = new TestDatabase();
    private double time;

    TimeLimitTest() {
        database.sqlite.limitBy(() -> time++);
        database.run("CREATE TABLE t (x)");
    }

    private <T> T within(int millis, java.util.function.Supplier<T> work) {
        return database.sqlite.within(TimeLimit.ofQuery(millis), work);
    }

    private void isStopped(Runnable work) {
        SqlSyncException stopped =
                assertThrows(
                        SqlSyncException.class,
                        () ->
                                within(
                                        5,
                                        () -> {
                                            work.run();
                                            return null;
                                        }));
        assertEquals(ErrorCode.TIMEOUT, stopped.code());
        assertTrue(stopped.getMessage().contains("5 ms"), stopped.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ENDLESS + "SELECT count(*) FROM c",
                ENDLESS + "SELECT x FROM c ORDER BY x",
                ENDLESS + "SELECT group_concat(x) FROM c WHERE x < 0",
                "SELECT (" + ENDLESS + "SELECT max(x) FROM c)",
                "SELECT count(*) FROM json_each('[' || substr(replace(hex(zeroblob(4000)), '00', ',0'), 2) || ']') a,"
                        + " json_each('[' || substr(replace(hex(zeroblob(4000)), '00', ',0'), 2) || ']') b"
            })
    void aStatementWithoutEndIsStoppedAndTheNextOneRuns(String sql) {
        isStopped(() -> database.read(sql));
        assertEquals("1", within(1_000, () -> database.read("SELECT 1")));
    }

    @Test
    void aStatementThatIsAbortedEndsAndTheNextOneRuns() {
        double begun = time;
        int[] looks = {0};
        for (int millisMax : new int[] {0, 1_000_000}) {
            SqlSyncException aborted =
                    assertThrows(
                            SqlSyncException.class,
                            () ->
                                    database.sqlite.within(
                                            TimeLimit.ofQuery(millisMax)
                                                    .unless(() -> ++looks[0] % 3 == 0),
                                            () -> database.read(ENDLESS + "SELECT max(x) FROM c")));
            assertEquals(ErrorCode.ABORTED, aborted.code());
            assertEquals("1", within(1_000, () -> database.read("SELECT 1")));
        }
        assertEquals(6, looks[0]);
        assertTrue(time - begun > 600, "it looks at most every 100 ms");
    }

    @Test
    void aTransactionIsTakenBackWithItsStatement() {
        database.run("INSERT INTO t VALUES (1)");
        database.writer.begin();
        isStopped(() -> database.writer.execute("INSERT INTO t " + ENDLESS + "SELECT x FROM c"));
        assertFalse(database.writer.inTransaction());
        database.writer.rollback();
        assertEquals("1", database.read("SELECT count(*) FROM t"));
        database.run("INSERT INTO t VALUES (2)");
        assertEquals("2", database.read("SELECT count(*) FROM t"));
    }

    @Test
    void whatGoesOnAfterItsStatementWasStoppedFailsAllTheSame() {
        isStopped(
                () -> {
                    try {
                        database.read(ENDLESS + "SELECT count(*) FROM c");
                    } catch (SqlException stopped) {
                        assertEquals(ResultCode.INTERRUPT, stopped.resultCode());
                    }
                });
    }

    @Test
    void whatEndsInTimeIsNotTouched() {
        assertEquals("3", within(1_000_000, () -> database.read("SELECT 1 + 2")));
        assertEquals(
                "50000",
                within(0, () -> database.read(ENDLESS + "SELECT x FROM c LIMIT 1 OFFSET 49999")));
    }

    @Test
    void memoryThatSqliteMayUseHasALimit() {
        Sqlite sqlite = TestDatabase.newSqlite();
        sqlite.limitTo(new SqliteLimits(16 << 20, 1 << 20));
        Connection reader = sqlite.openReader(new Pages(10_000));
        assertEquals("1048576", TestDatabase.read(reader, "SELECT length(zeroblob(1048576))"));
        for (String sql :
                new String[] {
                    "SELECT zeroblob(1048577)",
                    "SELECT randomblob(1000000000)",
                    "SELECT hex(zeroblob(600000))",
                    "SELECT printf('%900000000d', 1)",
                    "SELECT group_concat(hex(zeroblob(1000))) FROM ("
                            + ENDLESS
                            + "SELECT x FROM c LIMIT 5000)"
                }) {
            SqlException refused =
                    assertThrows(SqlException.class, () -> TestDatabase.read(reader, sql), sql);
            assertTrue(
                    refused.resultCode() == ResultCode.TOO_BIG
                            || refused.resultCode() == ResultCode.NO_MEMORY,
                    sql + ": " + refused.getMessage());
        }
        SqlException full =
                assertThrows(
                        SqlException.class,
                        () ->
                                TestDatabase.read(
                                        reader,
                                        ENDLESS
                                                + "SELECT x FROM (SELECT x, zeroblob(10000) AS z FROM c LIMIT 5000)"
                                                + " ORDER BY x || hex(z)"));
        assertEquals(ResultCode.NO_MEMORY, full.resultCode(), full.getMessage());
        assertEquals("1", TestDatabase.read(reader, "SELECT 1"));
    }

    @Test
    void whereTheTimeCannotBeToldNothingRunsForEver() {
        boolean[] broken = {false};
        database.sqlite.limitBy(
                () -> {
                    if (broken[0]) {
                        throw new IllegalStateException("no clock");
                    }
                    return 0;
                });
        IllegalStateException failure =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                within(
                                        5,
                                        () -> {
                                            broken[0] = true;
                                            return database.read(
                                                    ENDLESS + "SELECT count(*) FROM c");
                                        }));
        assertEquals("no clock", failure.getCause().getMessage());
        broken[0] = false;
        assertEquals("1", within(5, () -> database.read("SELECT 1")));
    }
}
