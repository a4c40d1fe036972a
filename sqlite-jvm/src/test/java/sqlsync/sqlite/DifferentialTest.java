package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.codec.ByteWriter;
import sqlsync.jvm.JvmSqlite;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.StockDatabase;
import sqlsync.jvm.TestDatabase;
import sqlsync.page.SerializedPages;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Random statements on our pages, with layers sealed, made durable and taken back in between,
 * against SQLite's own database in memory. A second document is fed by the bytes of the durable
 * layers only, and must hold the same pages.
 */
class DifferentialTest {
    private static final String SCHEMA =
            "CREATE TABLE t(id INTEGER PRIMARY KEY, k UNIQUE, b BLOB); CREATE INDEX i ON t(b)";
    private static final String DIGEST =
            "SELECT count(*) || ' ' || coalesce(sum(id), 0) || ' ' || coalesce(sum(length(b)), 0)"
                    + " || ' ' || coalesce(group_concat(k), '') FROM (SELECT * FROM t ORDER BY id)";
    private static final int STEPS = 40;

    private static JvmSqlite wasm;
    private static Sqlite sqlite;

    private final Pages pages = new Pages(20_000);
    private final Pages replica = new Pages(20_000);
    private final List<String> history = new ArrayList<>();
    private final Deque<Layer> sealed = new ArrayDeque<>();
    private final Deque<Integer> sealedHistory = new ArrayDeque<>();
    private int durableHistory;
    private StockDatabase stock;
    private Connection writer;
    private Connection reader;
    private Random random;

    @BeforeAll
    static void load() {
        wasm = new JvmSqlite();
        sqlite = Sqlite.install(wasm, () -> 0, new SeededRandomness(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pagesHoldWhatSqliteHolds(long seed) {
        random = new Random(seed);
        stock = new StockDatabase(wasm);
        writer = sqlite.openWriter(pages);
        reader = sqlite.openReader(pages);
        // Small caches spill in the middle of transactions.
        writer.execute("PRAGMA cache_size = " + new int[] {5, 20, -2000}[(int) (seed % 3)]);
        if (seed % 4 == 0) {
            both("PRAGMA auto_vacuum = INCREMENTAL");
        }
        both(SCHEMA);
        seal();
        durable();
        for (int step = 0; step < STEPS; step++) {
            step(random.nextInt(14));
            assertEquals(stock.read(DIGEST), TestDatabase.read(writer, DIGEST));
            assertEquals(stock.read(DIGEST), TestDatabase.read(reader, DIGEST));
        }
        assertEquals("ok", TestDatabase.read(writer, "PRAGMA integrity_check"));
        seal();
        while (!sealed.isEmpty()) {
            durable();
        }
        Connection copy = sqlite.openReader(replica);
        assertEquals("ok", TestDatabase.read(copy, "PRAGMA integrity_check"));
        assertEquals(stock.read(DIGEST), TestDatabase.read(copy, DIGEST));
        copy.close();
        reader.close();
        writer.close();
        stock.close();
    }

    private void step(int choice) {
        switch (choice) {
            case 0, 1, 2 -> both(insert());
            case 3 -> both("DELETE FROM t WHERE id % " + (random.nextInt(5) + 2) + " = 0");
            case 4, 5, 6 -> transaction();
            case 7 -> both("PRAGMA incremental_vacuum(" + random.nextInt(9) + ")");
            case 8 -> both("VACUUM");
            case 9, 10 -> seal();
            case 11, 12 -> durable();
            default -> revert();
        }
    }

    private String insert() {
        return "WITH RECURSIVE c(x) AS (SELECT "
                + random.nextInt(1000)
                + " UNION ALL SELECT x + 1 FROM c LIMIT "
                + (random.nextInt(60) + 1)
                + ") INSERT "
                + (random.nextInt(3) > 0 ? "OR IGNORE " : "")
                + "INTO t(k, b) SELECT x, x || hex(zeroblob("
                + random.nextInt(750)
                + ")) FROM c";
    }

    private void transaction() {
        both("BEGIN");
        both(insert());
        both("SAVEPOINT s");
        both("UPDATE t SET b = b || 'u' WHERE id % 3 = " + random.nextInt(3));
        if (random.nextBoolean()) {
            both("ROLLBACK TO s");
        }
        both(insert());
        switch (random.nextInt(4)) {
            case 0 -> both("ROLLBACK");
            case 1 -> both("INSERT OR ROLLBACK INTO t(k) SELECT k FROM t");
            default -> both("COMMIT");
        }
        both("ROLLBACK");
    }

    private void both(String sql) {
        String failure = "";
        try {
            writer.execute(sql);
        } catch (SqlException e) {
            failure = e.getMessage();
        }
        assertEquals(stock.execute(sql), failure, sql);
        history.add(sql);
    }

    private void seal() {
        Layer layer = pages.seal();
        if (layer != null) {
            sealed.add(layer);
            sealedHistory.add(history.size());
        }
    }

    private void durable() {
        if (sealed.isEmpty()) {
            return;
        }
        Layer layer = sealed.remove();
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, true);
        pages.durable(layer);
        durableHistory = sealedHistory.remove();
        replica.apply(SerializedPages.read(out.array(), 0, out.size()));
        if (sealed.isEmpty() && !pages.pending()) {
            assertEquals(pages.pageCount(), replica.pageCount());
            for (int number = 1; number <= pages.pageCount(); number++) {
                assertArrayEquals(pages.page(number), replica.page(number), "page " + number);
            }
        }
    }

    private void revert() {
        pages.revert();
        sealed.clear();
        sealedHistory.clear();
        history.subList(durableHistory, history.size()).clear();
        stock.close();
        stock = new StockDatabase(wasm);
        for (String sql : history) {
            stock.execute(sql);
        }
    }
}
