package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.SqlSyncException;
import sqlsync.jvm.TestDatabase;

/** What SQLite takes for blank, the gate must take for blank too. */
class GateAgainstSqliteTest {
    private static final String[] PIECES = {
        " ",
        "\t",
        "\n",
        "\r",
        "\f",
        "\u000B",
        "\u00A0",
        "\uFEFF",
        "-",
        "--",
        "/",
        "*",
        "/*",
        "*/",
        ";",
        "'",
        "\"",
        "[",
        "]",
        "`",
        "(",
        ")",
        "x",
        "?",
        "EXPLAIN "
    };

    @Test
    void noPrefixHidesATransactionFromTheGate() {
        TestDatabase db = new TestDatabase();
        Random random = new Random(11);
        int begun = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder();
            int pieces = random.nextInt(6);
            for (int k = 0; k < pieces; k++) {
                sql.append(PIECES[random.nextInt(PIECES.length)]);
            }
            sql.append("BEGIN IMMEDIATE");
            boolean passes = passes(sql.toString());
            try {
                db.writer.execute(sql.toString());
            } catch (SqlException refused) {
                continue;
            }
            if (db.writer.inTransaction()) {
                begun++;
                db.writer.rollback();
                assertFalse(passes, sql.toString());
            }
        }
        assertTrue(begun > 1000, begun + " transactions begun");
    }

    private static boolean passes(String sql) {
        try {
            StatementGate.MUTATION.check(sql, 0);
            return true;
        } catch (SqlSyncException refused) {
            return false;
        }
    }
}
