package sqlsync.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;
import sqlsync.jvm.JvmSqlite;
import sqlsync.platform.SeededRandomness;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.RandomSql;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.Statement;
import sqlsync.sqlite.WasmFunctions;
import sqlsync.storage.Pages;

/** SQLite as machine code does what it does as bytecode, and its traps are exceptions. */
class NativeSqliteTest {
    private static final int SEEDS = 12;
    private static final int STEPS = 40;
    private static final int PAGES_MAX = 100_000;
    private static final int NOWHERE = 0x7FFF_0000;

    /** Both fail at a later row than their first. */
    private static final List<String> FAILING =
            List.of(
                    "INSERT INTO a(id, txt) SELECT CASE WHEN id % 7 = 6 THEN -1 ELSE -id END, txt"
                            + " FROM a UNION ALL SELECT -1, 'again'",
                    "UPDATE b SET id = CASE WHEN k > 1 THEN 0 ELSE id + 100000 END");

    private NativeSqlite wasm;

    @BeforeAll
    static void isBuilt() {
        Assumptions.assumeTrue(NativeSqlite.isBuilt(), "SQLite was not built as machine code");
    }

    @BeforeEach
    void open() {
        wasm = new NativeSqlite();
    }

    @AfterEach
    void close() {
        wasm.close();
    }

    @Test
    void rowsAndPagesAreThoseOfTheBytecode() {
        Sqlite machineCode = install(wasm);
        Sqlite bytecode = install(new JvmSqlite());
        int failures = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            failures += compare(seed, new Side(machineCode), new Side(bytecode));
        }
        assertTrue(failures > SEEDS, failures + " statements failed");
        Tally.tell("statements that failed on machine code as on bytecode", failures);
    }

    private static Sqlite install(SqliteWasm wasm) {
        return Sqlite.install(wasm, () -> 0, new SeededRandomness(3));
    }

    private static int compare(int seed, Side one, Side other) {
        Random random = new Random(seed);
        RandomSql sql = new RandomSql(random);
        if (seed % 3 == 0) {
            // Pages spill into storage while a transaction is open.
            same(one, other, "PRAGMA cache_size = 3");
        }
        same(one, other, sql.schema());
        int failures = 0;
        for (int step = 0; step < STEPS; step++) {
            String change =
                    switch (random.nextInt(12)) {
                        case 0 -> sql.migration();
                        case 1 -> FAILING.get(random.nextInt(FAILING.size()));
                        default -> sql.mutation();
                    };
            boolean commits = random.nextInt(8) > 0;
            String at = "seed " + seed + ", step " + step + ": " + change;
            one.begin();
            other.begin();
            failures += same(one, other, change).startsWith("failed") ? 1 : 0;
            one.end(commits);
            other.end(commits);
            String query = sql.query();
            assertEquals(other.rows(query), one.rows(query), at + "; " + query);
            samePages(one.pages, other.pages, at);
        }
        one.close();
        other.close();
        return failures;
    }

    private static String same(Side one, Side other, String sql) {
        String done = one.run(sql);
        assertEquals(other.run(sql), done, sql);
        return done;
    }

    private static void samePages(Pages one, Pages other, String at) {
        assertEquals(other.pageCount(), one.pageCount(), at);
        for (int number = 1; number <= one.pageCount(); number++) {
            int page = number;
            assertArrayEquals(
                    other.page(page), one.page(page), () -> at + ", page " + page + " differs");
        }
    }

    private static final class Side {
        final Pages pages = new Pages(PAGES_MAX);
        private final Connection writer;

        Side(Sqlite sqlite) {
            writer = sqlite.openWriter(pages);
        }

        void begin() {
            writer.begin();
        }

        void end(boolean commits) {
            if (commits) {
                writer.commit();
            } else {
                writer.rollback();
            }
        }

        void close() {
            writer.close();
        }

        String run(String sql) {
            try {
                writer.execute(sql);
                return "done";
            } catch (SqlException e) {
                return "failed: " + e.resultCode() + " " + e.getMessage();
            }
        }

        String rows(String sql) {
            List<String> rows = new ArrayList<>();
            try (Statement statement = writer.prepare(sql)) {
                while (statement.step()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 0; i < statement.columnCount(); i++) {
                        row.append(statement.columnType(i)).append(':');
                        row.append(statement.columnText(i)).append(' ');
                        row.append(statement.columnDouble(i)).append('|');
                    }
                    rows.add(row.toString());
                }
            } catch (SqlException e) {
                rows.add("failed: " + e.resultCode() + " " + e.getMessage());
            }
            return String.join("\n", rows);
        }
    }

    @Test
    void aBadAddressIsATrapAndEveryCallAfterItFails() {
        assertThrows(SqliteTrapException.class, () -> wasm.step(NOWHERE));
        SqliteTrapException again =
                assertThrows(SqliteTrapException.class, () -> wasm.columnDouble(0, 0));
        assertEquals("memory or table access out of bounds", again.getMessage());
        try (NativeSqlite next = new NativeSqlite()) {
            assertTrue(install(next).version().startsWith("3."));
        }
    }

    @Test
    void anExceptionOfAFunctionIsATrapOfTheCallAroundIt() {
        int connection = connection();
        function(
                connection,
                "broken",
                (context, count, values) -> {
                    throw new UnsupportedOperationException("broken");
                });
        SqliteTrapException trap =
                assertThrows(
                        SqliteTrapException.class,
                        () -> wasm.exec(connection, text("SELECT broken()")));
        assertInstanceOf(UnsupportedOperationException.class, trap.getCause());
    }

    @Test
    void aTrapWithinAFunctionIsATrapOfTheCallAroundIt() {
        int connection = connection();
        boolean[] returned = {false};
        function(
                connection,
                "trapped",
                (context, count, values) -> {
                    wasm.step(NOWHERE);
                    returned[0] = true;
                });
        SqliteTrapException trap =
                assertThrows(
                        SqliteTrapException.class,
                        () -> wasm.exec(connection, text("SELECT trapped()")));
        assertInstanceOf(SqliteTrapException.class, trap.getCause());
        assertEquals(false, returned[0]);
    }

    @Test
    void functionsGetAndGiveWholeNumbers() {
        int connection = connection();
        function(
                connection,
                "large",
                (context, count, values) -> wasm.resultInt64(context, -2, 0x0102_0304));
        assertEquals(
                ResultCode.OK,
                wasm.exec(connection, text("CREATE TABLE t AS SELECT large() AS v")));
        int out = wasm.malloc(8);
        wasm.prepareV2(connection, text("SELECT v FROM t"), -1, out, out + 4);
        int statement = wasm.getInt(out);
        wasm.step(statement);
        int at = wasm.columnText(statement, 0);
        assertEquals(
                Long.toString(0x0102_0304_FFFF_FFFEL),
                wasm.readText(at, wasm.columnBytes(statement, 0)));
    }

    @Test
    void memoryGrowsAndEndsWhereItEnds() {
        int before = wasm.memoryBytes();
        int bytes = 50_000_000;
        int address = wasm.malloc(bytes);
        assertTrue(wasm.memoryBytes() > before);
        wasm.fill(address + bytes - 8, 8, 0x41);
        assertEquals(0x41414141, wasm.getInt(address + bytes - 4));
        int end = wasm.memoryBytes();
        assertEquals(0, wasm.getByte(end - 1));
        assertThrows(IndexOutOfBoundsException.class, () -> wasm.getByte(end));
        assertThrows(IndexOutOfBoundsException.class, () -> wasm.putInt(end - 3, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> wasm.getByte(-1));
    }

    @Test
    void nothingCanBeCalledOnceItIsClosed() {
        wasm.close();
        wasm.close();
        assertThrows(SqliteTrapException.class, () -> wasm.malloc(1));
        assertThrows(IllegalStateException.class, wasm::memoryBytes);
        assertThrows(IllegalStateException.class, () -> wasm.getInt(8));
        assertThrows(IllegalStateException.class, () -> wasm.addFunction((int a) -> 0));
    }

    private int connection() {
        int out = wasm.malloc(4);
        assertEquals(ResultCode.OK, wasm.open(text(":memory:"), out));
        return wasm.getInt(out);
    }

    private void function(int connection, String name, WasmFunctions.Scalar function) {
        int utf8 = 1;
        int index = wasm.addScalar(function);
        assertEquals(ResultCode.OK, wasm.createFunctionV2(connection, text(name), 0, utf8, index));
    }

    private int text(String text) {
        int address = wasm.malloc(text.length() + 1);
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        wasm.write(address, bytes, 0, bytes.length);
        return address;
    }
}
