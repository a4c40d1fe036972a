package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Story;

/** Queries that cannot be answered: each says why, writes nothing, and the next one is answered. */
class BadQueryIT extends Story {
    private Document document;

    @BeforeEach
    void aListWithOneItem() {
        document = tab().open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
    }

    @AfterEach
    void theNextQueryIsAnsweredAndNothingWasWritten() {
        assertEquals(
                List.of(Map.of("id", 1, "text", "milk", "done", 0)),
                document.query("SELECT * FROM todo"));
        document.mutate("add", Map.of("text", "bread"));
        assertEquals(2, document.value("SELECT count(*) FROM todo"));
    }

    private Failure query(String arguments) {
        return document.failureOf("it.query(" + arguments + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO todo (text) VALUES ('x')",
                "UPDATE todo SET done = 1 RETURNING id",
                "DELETE FROM todo",
                "REPLACE INTO todo VALUES (1, 'x', 1)",
                "WITH one AS (SELECT 1) INSERT INTO todo (text) SELECT 'x' FROM one",
                "CREATE TABLE t (x)",
                "CREATE TEMP TABLE t (x)",
                "DROP TABLE todo",
                "ALTER TABLE todo ADD COLUMN x",
                "BEGIN",
                "COMMIT",
                "ROLLBACK",
                "SAVEPOINT s",
                "ATTACH ':memory:' AS a",
                "VACUUM",
                "REINDEX",
                "ANALYZE",
                "PRAGMA user_version = 7",
                "PRAGMA journal_mode = DELETE",
                "/* reads */ DELETE FROM todo"
            })
    void aStatementThatWritesIsReadOnly(String sql) {
        query("\"" + sql + "\"").is("read-only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT * FROM nowhere",
                "SELECT nothing FROM todo",
                "SELECT 'unclosed",
                "SELECT 1; SELECT 2",
                "",
                "   -- nothing at all",
                "SELECT 1 AS a, 2 AS a",
                "SELECT no_such_function(1)"
            })
    void anErrorOfSqlIsOne(String sql) {
        query("\"" + sql + "\"").is("sql-error");
    }

    @Test
    void theMessageSaysWhatSqliteSaid() {
        query("'SELECT * FROM nowhere'").mentions("nowhere");
        query("'SELECT 1 AS twice, 2 AS twice'").mentions("twice");
        assertEquals(
                "{columns: [string:twice, string:twice], rows: [[number:1, number:2]]}",
                document.describe("await it.queryArrays('SELECT 1 AS twice, 2 AS twice')"));
        query("''").mentions("no statement").mentions("SELECT 1");
        query("'SELECT 1; DELETE FROM todo'").mentions("one statement").mentions("DELETE FROM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[undefined]",
                "[NaN]",
                "[Infinity]",
                "[-Infinity]",
                "[new Date(0)]",
                "[2n ** 63n]",
                "[2n ** 64n]",
                "[-(2n ** 63n) - 1n]",
                "[() => 1]",
                "[Symbol('s')]",
                "[{}]",
                "[[]]",
                "[new Map()]",
                "['\\ud800']",
                "['a\\udc00']",
                "[new Float64Array(1)]",
                "[]",
                "[1, 2]",
                "[,]",
                "{x: 1}",
                "42",
                "'text'",
                "null",
                "new Map([['a', 1]])"
            })
    void parametersThatCannotBeBoundAreInvalidArguments(String params) {
        query("'SELECT ?', {params: " + params + "}").is("invalid-argument");
    }

    @Test
    void parametersThatAreNotInTheOptionsAreToldWhereTheyGo() {
        String where = "{ params: [1] }";
        query("'SELECT ?', [1]").is("invalid-argument").mentions(where);
        query("'SELECT 1', [1]").is("invalid-argument").mentions(where);
        query("'SELECT :a', {a: 1}").is("invalid-argument").mentions(where);
        query("'SELECT ?'").is("invalid-argument").mentions(where);
        document.failureOf("it.queryAll(['SELECT ?'])").is("invalid-argument").mentions("sql");
        document.failureOf("it.live('SELECT ?', [1]).next()")
                .is("invalid-argument")
                .mentions(where);
    }

    @Test
    void namedParametersMustBeTheOnesOfTheStatement() {
        String sql = "'SELECT :a, $b'";
        query(sql + ", {params: {a: 1}}").is("invalid-argument").mentions("b");
        query(sql + ", {params: {a: 1, b: 2, c: 3}}").is("invalid-argument").mentions("c");
        query(sql + ", {params: [1]}").is("invalid-argument");
        query(sql).is("invalid-argument");
    }

    @Test
    void whatIsNotAQueryIsAnInvalidArgument() {
        query("undefined").is("invalid-argument");
        query("42").is("invalid-argument");
        query("null").is("invalid-argument");
        query("{sql: 1, params: []}").is("invalid-argument");
        query("'SELECT 1', {integers: 'huge'}").is("invalid-argument");
        query("'SELECT 1', 7").is("invalid-argument");
        document.failureOf("it.queryAll('SELECT 1')").is("invalid-argument");
        document.failureOf("it.queryAll(['SELECT 1', 'SELEC 2'])").is("sql-error");
    }

    @Test
    void anAbortedQueryIsAborted() {
        query("'SELECT 1', {signal: AbortSignal.abort()}").is("aborted");
        document.failureOf(
                        "(() => { const stop = new AbortController();"
                                + " const answer = it.query('SELECT 1', {signal: stop.signal});"
                                + " stop.abort(); return answer; })()")
                .is("aborted");
    }
}
