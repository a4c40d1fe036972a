package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.NamedParameters;
import sqlsync.sqlite.StatementGate;

/** What a reducer is told of a statement that fails. */
class FailedStatementTest {
    private final TestDatabase db = new TestDatabase();
    private final Transaction transaction =
            new Transaction(
                    db.writer, StatementGate.MUTATION, new MutationContext("m-1", null, 0, 1));

    @BeforeEach
    void aTableWithConstraints() {
        db.run(
                "CREATE TABLE t (id TEXT PRIMARY KEY, v UNIQUE, n NOT NULL DEFAULT 0, c CHECK (c > 0),"
                        + " t_id REFERENCES t (id))");
        db.run("INSERT INTO t (id, v) VALUES ('a', 1)");
        db.writer.begin();
    }

    private void fails(String message, int resultCode, String sql) {
        for (int asked = 0; asked < 2; asked++) {
            SqlSyncException failure =
                    assertThrows(SqlSyncException.class, () -> transaction.run(sql, null));
            assertEquals(message, failure.getMessage());
            assertEquals(resultCode, transaction.takeResultCode(), message);
            assertEquals(0, transaction.takeResultCode());
        }
    }

    @Test
    void theStatementIsNamedAndTheResultCodeIsTheExtendedOne() {
        String[] statements = {
            "INSERT INTO t (id, v) VALUES ('b', 1)",
            "INSERT INTO t (id) VALUES ('a')",
            "INSERT INTO t (id, n) VALUES ('b', NULL)",
            "INSERT INTO t (id, c) VALUES ('b', 0)",
            "INSERT INTO t (id, t_id) VALUES ('b', 'z')",
            "INSERT INTO missing VALUES (1)",
            "SELECT abs(-9223372036854775808)"
        };
        String[] messages = {
            "UNIQUE constraint failed: t.v",
            "UNIQUE constraint failed: t.id",
            "NOT NULL constraint failed: t.n",
            "CHECK constraint failed: c > 0",
            "FOREIGN KEY constraint failed",
            "no such table: missing",
            "integer overflow"
        };
        int[] codes = {2067, 1555, 1299, 275, 787, 1, 1};
        for (int i = 0; i < statements.length; i++) {
            fails(messages[i] + " (in: " + statements[i] + ")", codes[i], statements[i]);
        }
    }

    @Test
    void aRowThatIsAskedForFailsLikeAStatementThatIsRun() {
        String sql = "INSERT INTO t (id, v) VALUES ('b', 1) RETURNING id";
        SqlSyncException failure =
                assertThrows(
                        SqlSyncException.class, () -> transaction.query(sql, null, row -> true));
        assertEquals("UNIQUE constraint failed: t.v (in: " + sql + ")", failure.getMessage());
        assertEquals(2067, transaction.takeResultCode());
    }

    @Test
    void ofAScriptTheStatementThatFailedIsNamed() {
        String good = "INSERT INTO t (id) VALUES ('b')";
        String bad = "INSERT INTO t (id) VALUES ('a');";
        String message = "UNIQUE constraint failed: t.id (in: " + bad + ")";
        assertThrows(SqlSyncException.class, () -> transaction.run(bad + good, null), message);
        fails(message, 1555, "SELECT 1;\n" + bad + "\n" + good);
        fails(
                "near \"FROM\": syntax error (in: SELECT FROM t; SELECT 2)",
                1,
                "SELECT 1; SELECT FROM t; SELECT 2");
    }

    @Test
    void theStatementIsShortAndOnOneLine() {
        fails("no such column: x (in: SELECT x FROM t)", 1, "\n  SELECT\tx\r\n    FROM t\n");
        String long90 = "SELECT x, '" + "y".repeat(79);
        fails(
                "no such column: x (in: " + long90 + "y".repeat(10) + "…)",
                1,
                long90 + "y".repeat(11) + "'");
        fails(
                "no such column: x (in: " + long90 + "y".repeat(9) + "…)",
                1,
                long90 + "y".repeat(9) + "😀'");
        fails("There is no statement.", 0, " ");
        fails("There is no statement. (in: -- nothing)", 0, "-- nothing");
    }

    @Test
    void whatIsNotSqlitesToRefuseHasNoResultCode() {
        fails(
                "UNIQUE constraint failed: t.id (in: INSERT INTO t (id) VALUES ('a'))",
                1555,
                "INSERT INTO t (id) VALUES ('a')");
        fails(
                "The statement has 1 parameters, and no value was given for them. (in: SELECT ?)",
                0,
                "SELECT ?");
        SqlSyncException failure =
                assertThrows(
                        SqlSyncException.class,
                        () ->
                                transaction.run(
                                        "SELECT ?",
                                        statement -> {
                                            throw NamedParameters.unusable("1", "a Date");
                                        }));
        assertEquals(
                "Parameter 1 is not a value of SQLite: it is a Date. Bind its getTime() or its"
                        + " toISOString(). (in: SELECT ?)",
                failure.getMessage());
        assertEquals(ErrorCode.SQL_ERROR, failure.code());
        assertEquals(0, transaction.takeResultCode());
    }
}
