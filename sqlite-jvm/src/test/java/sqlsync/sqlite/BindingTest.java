package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.SqlSyncException;
import sqlsync.jvm.TestDatabase;

class BindingTest {
    private static final TestDatabase DB = new TestDatabase();
    private final Connection connection = DB.writer;

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                1L << 31,
                (1L << 32) - 1,
                (1L << 53) - 1,
                1L << 53,
                (1L << 53) + 1,
                -(1L << 53) - 1,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void integersKeepAll64Bits(long value) {
        try (Statement statement = connection.prepare("SELECT ?1, typeof(?1), ?1 + 0")) {
            statement.bindLong(1, value);
            assertTrue(statement.step());
            assertEquals(ColumnType.INTEGER, statement.columnType(0));
            assertEquals(value, statement.columnLong(0));
            assertEquals("integer", statement.columnText(1));
            assertEquals(value, statement.columnLong(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "nul \0 inside",
                "\0",
                "\uFEFFmark",
                "äöü ß",
                "\u0800\uD7FF\uE000\uFFFF",
                "\uD83D\uDE00\uDBFF\uDFFF\uD800\uDC00"
            })
    void textsComeBackWhole(String value) {
        String large = value.repeat(100_000);
        try (Statement statement = connection.prepare("SELECT ?, ?")) {
            statement.bindText(1, value);
            statement.bindText(2, large);
            assertTrue(statement.step());
            assertEquals(value, statement.columnText(0));
            assertEquals(large, statement.columnText(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00", "\uDC00\uD800", "\uD83D\uD83D\uDE00", "x\uDBFF"})
    void halvesOfSurrogatePairsAreRefused(String value) {
        try (Statement statement = connection.prepare("SELECT ?")) {
            assertThrows(SqlException.class, () -> statement.bindText(1, value));
        }
    }

    @Test
    void everyTypeComesBackAsItself() {
        byte[] blob = new byte[200_000];
        blob[199_999] = 42;
        try (Statement statement = connection.prepare("SELECT ?, ?, ?, ?, ?")) {
            statement.bindNull(1);
            statement.bindDouble(2, 1e300);
            statement.bindBlob(3, blob);
            statement.bindBlob(4, new byte[0]);
            assertTrue(statement.step());
            assertEquals(ColumnType.NULL, statement.columnType(0));
            assertNull(statement.columnText(0));
            assertNull(statement.columnBlob(0));
            assertEquals(ColumnType.REAL, statement.columnType(1));
            assertEquals(1e300, statement.columnDouble(1));
            assertEquals(ColumnType.BLOB, statement.columnType(2));
            assertArrayEquals(blob, statement.columnBlob(2));
            assertEquals(ColumnType.BLOB, statement.columnType(3));
            assertArrayEquals(new byte[0], statement.columnBlob(3));
            assertEquals(ColumnType.NULL, statement.columnType(4));
        }
    }

    @Test
    void bindingsEndWithTheUseOfAStatement() {
        String sql = "SELECT ? IS NULL";
        try (Statement statement = connection.prepare(sql)) {
            statement.bindInt(1, 5);
            statement.step();
            assertEquals(0, statement.columnLong(0));
        }
        try (Statement statement = connection.prepare(sql)) {
            statement.step();
            assertEquals(1, statement.columnLong(0));
        }
    }

    @Test
    void parametersBeyondTheLastAreRefused() {
        try (Statement statement = connection.prepare("SELECT ?1, :b")) {
            assertEquals(2, statement.parameterCount());
            assertEquals("?1", statement.parameterName(1));
            assertEquals(2, statement.parameterIndex("b"));
            assertThrows(SqlException.class, () -> statement.bindInt(3, 1));
            assertThrows(SqlException.class, () -> statement.bindLong(0, Long.MAX_VALUE));
            assertThrows(IllegalArgumentException.class, () -> statement.parameterName(3));
        }
    }

    @Test
    void aStatementIsPreparedOnceForItsText() {
        Statement first = connection.prepare("SELECT 1 -- once");
        first.close();
        Statement second = connection.prepare("SELECT 1 -- once");
        assertSame(first, second);
        Statement meanwhile = connection.prepare("SELECT 1 -- once");
        assertNotSame(second, meanwhile);
        second.step();
        meanwhile.step();
        assertEquals(1, meanwhile.columnLong(0));
        assertEquals(1, second.columnLong(0));
        meanwhile.close();
        second.close();
        assertThrows(IllegalStateException.class, meanwhile::step);
    }

    @Test
    void theCacheIsBoundedAndKeepsWhatIsInUse() {
        try (Statement kept = connection.prepare("SELECT 'kept'")) {
            Statement oldest = connection.prepare("SELECT 'oldest'");
            oldest.close();
            for (int i = 0; i < 250; i++) {
                connection.prepare("SELECT " + i).close();
            }
            assertThrows(IllegalStateException.class, oldest::step);
            kept.step();
            assertEquals("kept", kept.columnText(0));
        }
    }

    @Test
    void exactlyOneStatementIsPrepared() {
        connection.prepare("SELECT 1; -- and no more\n ;").close();
        assertThrows(SqlException.class, () -> connection.prepare("SELECT 1; SELECT 2"));
        assertThrows(SqlException.class, () -> connection.prepare(" -- nothing"));
        assertThrows(SqlException.class, () -> connection.prepare("SELECT 1; nonsense"));
        assertThrows(SqlException.class, () -> connection.prepare("SELECT 1\0; COMMIT"));
        SqlException failure =
                assertThrows(SqlException.class, () -> connection.prepare("SELECT missing"));
        assertEquals("no such column: missing", failure.getMessage());
    }

    @Test
    void scriptsArePreparedOneByOne() {
        String script = ";; SELECT 'ä;😀'; /* ; */ SELECT 2 ; -- end";
        PreparedTail first = connection.prepareNext(script, 0, StatementGate.QUERY);
        assertEquals("SELECT 'ä;😀';", first.statement().sql());
        PreparedTail second = connection.prepareNext(script, first.next(), StatementGate.QUERY);
        assertEquals("SELECT 2 ;", second.statement().sql());
        PreparedTail end = connection.prepareNext(script, second.next(), StatementGate.QUERY);
        assertNull(end.statement());
        assertEquals(script.length(), end.next());
        first.statement().close();
        second.statement().close();
    }

    @Test
    void theGateSeesEveryStatementOfAScript() {
        String script = "SELECT 1; COMMIT";
        PreparedTail first = connection.prepareNext(script, 0, StatementGate.MUTATION);
        first.statement().close();
        assertThrows(
                SqlSyncException.class,
                () -> connection.prepareNext(script, first.next(), StatementGate.MUTATION));
    }

    @Test
    void aCachedStatementMustPassTheOtherGateToo() {
        connection.execute("CREATE TABLE IF NOT EXISTS gated(a)");
        String sql = "INSERT INTO gated VALUES(1)";
        connection.prepare(sql, StatementGate.MUTATION).close();
        assertThrows(SqlSyncException.class, () -> connection.prepare(sql, StatementGate.QUERY));
        connection.prepare(sql, StatementGate.MUTATION).close();
    }
}
