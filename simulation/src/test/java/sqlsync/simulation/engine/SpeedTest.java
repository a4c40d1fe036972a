package sqlsync.simulation.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import sqlsync.jvm.JvmSqlite;
import sqlsync.platform.SeededRandomness;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Pages;

/** How much the model engine saves: a figure to read, nothing to hold. */
class SpeedTest {
    private static final int TRANSACTIONS = 5_000;
    private static final int ROUNDS = 4;

    @Test
    void transactionsOfOneRow(TestReporter reporter) {
        double real = 0;
        double model = 0;
        for (int i = 0; i < ROUNDS; i++) {
            // The last round counts: by then both are compiled.
            real = seconds(new JvmSqlite());
            model = seconds(new ModelSqlite());
        }
        reporter.publishEntry(
                String.format(
                        "transactions of one row per second: %.0f on SQLite, %.0f on the model, %.1f times",
                        TRANSACTIONS / real, TRANSACTIONS / model, real / model));
    }

    private static double seconds(SqliteWasm wasm) {
        Sqlite sqlite = Sqlite.install(wasm, () -> 0, new SeededRandomness(1));
        Pages pages = new Pages(10_000);
        Connection writer = sqlite.openWriter(pages);
        writer.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL)");
        long start = System.nanoTime();
        for (int i = 0; i < TRANSACTIONS; i++) {
            writer.begin();
            try (Statement insert = writer.prepare("INSERT INTO t VALUES (?, ?)")) {
                insert.bindInt(1, i);
                insert.bindText(2, "some text");
                insert.step();
            }
            writer.commit();
        }
        long end = System.nanoTime();
        try (Statement count = writer.prepare("SELECT count(*) FROM t")) {
            count.step();
            assertEquals(TRANSACTIONS, count.columnLong(0));
        }
        writer.close();
        return (end - start) / 1e9;
    }
}
