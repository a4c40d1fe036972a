package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sqlsync.Limits;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;

/** Limits of {@code docs/LIMITS.md} that only a worker knows: at each, one below and one above. */
class LimitsIT extends Story {
    private static final String NUMBERS =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ";

    private Document document;

    @BeforeEach
    void oneDocument() {
        document = tab().open(newId("limits"), "limits.js");
    }

    private void assertNotes(int count) {
        assertEquals(count, document.value("SELECT count(*) FROM notes"));
    }

    @Test
    void rowsOfAQuery() {
        String sql = "it.query(`" + NUMBERS + "%d) SELECT 1 AS a FROM c`)";
        int most = Limits.ROWS_MAX;
        for (int rows = most - 1; rows <= most; rows++) {
            assertEquals(
                    rows, document.evaluate("(await " + String.format(sql, rows) + ").length"));
        }
        document.failureOf(String.format(sql, most + 1)).is("too-large").mentions("1000000 rows");
        assertNotes(0);
    }

    @Test
    void bytesOfAQuerysRows() {
        int blob = 64 << 20;
        int blobs = Limits.ROWS_BYTES_MAX / blob;
        String sql = NUMBERS + (blobs + 1) + ") SELECT zeroblob(" + blob + ") AS b FROM c";
        for (String call :
                List.of("it.query(`%s`)", "it.queryArrays(`%s`)", "it.queryAll([`%s`])")) {
            document.failureOf(String.format(call, sql))
                    .is("too-large")
                    .mentions("268435456 bytes");
        }
        assertNotes(0);
    }

    @Test
    void resultsOfAMutation() {
        int most = Limits.RESULTS_BYTES_MAX - "\"\"".length();
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(
                    chars,
                    document.evaluate("(await it.mutate('text', argument)).result.length", chars));
        }
        String beyond = "8388608 bytes";
        document.failureOf("it.mutate('text', " + (most + 1) + ")")
                .is("too-large")
                .mentions(beyond);
        document.failureOf("it.mutateAll([['text', " + most + "], ['text', 0]])")
                .is("too-large")
                .mentions(beyond);
        assertNotes(2);
    }

    @Test
    void depthOfAResult() {
        int most = Limits.DEPTH_MAX;
        for (int levels = most - 1; levels <= most; levels++) {
            assertEquals(
                    levels,
                    document.evaluate(
                            "JSON.stringify((await it.mutate('nested', argument)).result)"
                                    + ".lastIndexOf('[') + 1",
                            levels));
        }
        document.failureOf("it.mutate('nested', " + (most + 1) + ")")
                .is("mutation-rejected")
                .mentions("1000 levels");
        assertNotes(2);
    }
}
