package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.jvm.TestDatabase;

class ParameterBinderTest {
    private final TestDatabase db = new TestDatabase();

    /** Texts by position or by name; "?" is a value that cannot be bound. */
    private record Texts(String[] names, String... values) implements ParameterSource {
        @Override
        public int count() {
            return values == null ? NO_PARAMETERS : values.length;
        }

        @Override
        public String bind(Statement statement, int index, int place) {
            if (values[place].equals("?")) {
                return "a riddle";
            }
            statement.bindText(index, values[place]);
            return null;
        }
    }

    private static Texts listed(String... values) {
        return new Texts(null, values);
    }

    private static Texts named(String names, String... values) {
        return new Texts(names.isEmpty() ? new String[0] : names.split(" "), values);
    }

    private String bound(String sql, ParameterSource source) {
        try (Statement statement = db.writer.prepare(sql)) {
            ParameterBinder.bind(statement, source);
            assertTrue(statement.step());
            return statement.columnText(0);
        }
    }

    private void refused(String sentence, String sql, ParameterSource source) {
        SqlSyncException problem =
                assertThrows(SqlSyncException.class, () -> bound(sql, source), sentence);
        assertEquals(sentence, problem.getMessage());
        assertEquals(ErrorCode.INVALID_ARGUMENT, problem.code());
    }

    @Test
    void valuesGoToTheirParameters() {
        assertEquals("ab", bound("SELECT ? || ?", listed("a", "b")));
        assertEquals("x", bound("SELECT 'x'", listed()));
        assertEquals("x", bound("SELECT 'x'", named("")));
        assertEquals("bab", bound("SELECT :b || @a || :b", named("a b", "a", "b")));
        assertEquals("ba", bound("SELECT :a || @a", named("@a :a", "a", "b")));
        assertEquals("aa", bound("SELECT :a || $a", named("a", "a")));
    }

    @Test
    void eachMistakeIsNamedInOneSentence() {
        refused("Parameters are an array or an object.", "SELECT ?", listed((String[]) null));
        refused("The statement has 2 parameters, 1 were given.", "SELECT ?, ?", listed("a"));
        refused("The statement has 0 parameters, 1 were given.", "SELECT 1", listed("a"));
        refused("The statement has no parameter \"b\".", "SELECT :a", named("a b", "a", "b"));
        refused("The parameter \"a\" was not given.", "SELECT :a", named(""));
        refused(
                "Both \":a\" and \"a\" were given: give one.",
                "SELECT :a",
                named("a :a", "a", "b"));
        refused("Parameter 2 has no name.", "SELECT :a, ?", named("a", "a"));
        String advice = " Bind null, a number, bigint, string, boolean or Uint8Array.";
        refused(
                "Parameter 2 is not a value of SQLite: it is a riddle." + advice,
                "SELECT ?, ?",
                listed("a", "?"));
        refused(
                "Parameter :a is not a value of SQLite: it is a riddle." + advice,
                "SELECT :a",
                named(":a", "?"));
    }

    @Test
    void columnsOfOneNameAreAnErrorOfTheStatement() {
        try (Statement statement = db.writer.prepare("SELECT 1 AS a, 2 AS b, 3 AS a")) {
            SqlSyncException problem =
                    assertThrows(SqlSyncException.class, () -> ColumnNames.distinct(statement));
            assertEquals(
                    "Two columns of the result are called \"a\"; give one another name with AS.",
                    problem.getMessage());
            assertEquals(ErrorCode.SQL_ERROR, problem.code());
        }
    }
}
