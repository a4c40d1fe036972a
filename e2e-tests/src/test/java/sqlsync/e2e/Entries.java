package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;

/** What a document of {@code entries.js} holds, and what may be said of it after mishaps. */
final class Entries {
    private final Document document;

    private Entries(Document document) {
        this.document = document;
    }

    static Entries of(Document document) {
        return new Entries(document);
    }

    /** All that this flood was told is done is there, in order and once; nothing else of it is. */
    void areExactly(String writer, Flood.Tally tally) {
        assertEquals(List.of(), tally.failures(), "calls that failed");
        assertEquals(tally.called(), tally.acknowledged(), "calls that were answered");
        assertEquals(0, tally.outOfTurn(), "calls that were answered out of turn");
        assertEquals(tally.last(), countInOrderAndOnce(writer), "the last entry of " + writer);
    }

    /** The numbers are 1 to the answer, in order and each once. */
    long countInOrderAndOnce(String writer) {
        Map<String, Object> seen =
                document.query(
                                "SELECT count(*) AS n, count(DISTINCT n) AS different,"
                                        + " coalesce(max(n), 0) AS last, coalesce(min(n), 1) AS first,"
                                        + " coalesce(sum(n <> position), 0) AS misplaced"
                                        + " FROM (SELECT n, row_number() OVER (ORDER BY place) AS position"
                                        + " FROM entries WHERE writer = ?)",
                                writer)
                        .get(0);
        long count = ((Number) seen.get("n")).longValue();
        assertEquals(count, ((Number) seen.get("different")).longValue(), "entries come twice");
        assertEquals(count, ((Number) seen.get("last")).longValue(), "entries are missing");
        assertEquals(1, ((Number) seen.get("first")).longValue(), "the first entry is missing");
        assertEquals(0, ((Number) seen.get("misplaced")).longValue(), "entries are out of order");
        return count;
    }

    /** All acknowledged up to this number is there, in order and once; a little more may be. */
    long holdAtLeast(String writer, long acknowledged) {
        long count = countInOrderAndOnce(writer);
        assertTrue(
                count >= acknowledged,
                () -> acknowledged + " were acknowledged, and " + count + " are there");
        return count;
    }
}
