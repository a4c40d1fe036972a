package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.application.JavaReducer;
import sqlsync.application.Params;
import sqlsync.application.StatementFailedException;
import sqlsync.jvm.TestDatabase;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Transaction;

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

    /** Runs a statement, and keeps what it fails with. */
    private final class Failing extends JavaReducer {
        StatementFailedException failure;

        Failing(String sql, Params params, boolean asking) {
            super("failing");
            mutation(
                    "fail",
                    (tx, args) -> {
                        try {
                            if (asking) {
                                tx.all(sql, params);
                            } else {
                                tx.run(sql, params);
                            }
                        } catch (StatementFailedException caught) {
                            failure = caught;
                        }
                    });
            apply("fail", "", transaction);
        }
    }

    private void fails(String message, int resultCode, String sql) {
        fails(message, resultCode, new Failing(sql, Params.of(), false));
    }

    private static void fails(String message, int resultCode, Failing failing) {
        assertEquals(message, failing.failure.getMessage());
        assertEquals(resultCode, failing.failure.resultCode(), message);
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
        fails(
                "UNIQUE constraint failed: t.v (in: " + sql + ")",
                2067,
                new Failing(sql, Params.of(), true));
    }

    @Test
    void ofAScriptTheStatementThatFailedIsNamed() {
        String good = "INSERT INTO t (id) VALUES ('b')";
        String bad = "INSERT INTO t (id) VALUES ('a');";
        String message = "UNIQUE constraint failed: t.id (in: " + bad + ")";
        fails(message, 1555, bad + good);
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
        fails("The statement has 1 parameters, 0 were given. (in: SELECT ?)", 0, "SELECT ?");
        fails(
                "Parameter 1 is not a value of SQLite: it is an array. Bind null, a number, bigint,"
                        + " string, boolean or Uint8Array. (in: SELECT ?)",
                0,
                new Failing("SELECT ?", Params.of(List.of()), false));
        transaction.end();
        fails(
                "The mutation is over: tx can be used only while it runs, and only synchronously.",
                0,
                "SELECT 1");
    }
}
