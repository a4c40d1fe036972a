package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;

/**
 * Time and chance belong to a mutation: they stand still while it runs, and come again as they
 * were.
 */
class DeterminismIT extends Story {
    private static final String ROWS = "SELECT key, page, sql, stamp, roll FROM noted ORDER BY key";

    @Test
    void timeAndChanceOfAMutationAreTheSameAfterARestart() {
        Profile profile = newProfile();
        Document before = profile.tab().open("chance", "chance.js");
        for (String key : List.of("a", "b", "c")) {
            before.mutate("note", Map.of("key", key));
        }
        List<Map<String, Object>> noted = before.query(ROWS);
        profile.restart();
        assertEquals(noted, profile.tab().open("chance", "chance.js").query(ROWS));
    }

    /**
     * One of a batch ends the transaction that all share: the others are done again. Their callers
     * were told of the first time, so the second must have come out the same.
     */
    @Test
    void whatIsDoneAgainComesOutAsTheCallersWereTold() {
        Document document = tab().open(newId("chance"), "chance.js");
        Object told =
                document.evaluate(
                        """
                        (await (async () => {
                          const calls = ["a", "b"].map((key) => it.mutate("note", { key }));
                          const spoilt = it.mutate("spoil").then(() => "done", (error) => error.code);
                          calls.push(...["c", "d"].map((key) => it.mutate("note", { key })));
                          const receipts = await Promise.all(calls);
                          return [await spoilt, receipts.map(({ result }) => JSON.stringify(result))];
                        })())
                        """);
        List<?> answers = (List<?>) told;
        assertEquals("mutation-rejected", answers.get(0));
        assertEquals(
                answers.get(1),
                document.column(
                        "SELECT json_object('page', json(page), 'sql', json(sql)) FROM noted"
                                + " ORDER BY key"));
        assertEquals(0, document.value("SELECT count(*) FROM sqlite_schema WHERE name = 'once'"));
    }

    @Test
    void allClocksOfAMutationShowItsTimestamp() {
        Document document = tab().open(newId("chance"), "chance.js");
        long earliest = System.currentTimeMillis();
        Map<?, ?> result = (Map<?, ?>) document.mutate("note", Map.of("key", "a")).result();
        Map<?, ?> page = (Map<?, ?>) result.get("page");
        Map<?, ?> sql = (Map<?, ?>) result.get("sql");
        Number timestamp = (Number) page.get("timestamp");
        assertEquals(timestamp, page.get("tick"));
        assertEquals(timestamp, page.get("date"));
        long milliseconds = timestamp.longValue();
        assertTrue(milliseconds >= earliest && milliseconds <= System.currentTimeMillis());
        assertEquals(milliseconds / 1000, ((Number) sql.get("unix")).longValue());
        assertEquals(sql.get("now"), sql.get("stamp"));
        assertEquals(
                sql.get("now"),
                document.value("SELECT datetime(?, 'unixepoch')", milliseconds / 1000 + ".0"));
        assertEquals(sql.get("stamp"), document.value("SELECT stamp FROM noted"));
    }

    @Test
    void timeStandsStillWhileAMutationRuns() {
        Document document = tab().open(newId("chance"), "chance.js");
        Map<?, ?> result = (Map<?, ?>) document.mutate("lookTwice").result();
        assertEquals(result.get("first"), result.get("second"));
    }

    @Test
    void twoMutationsDoNotShareTheirChance() {
        Document document = tab().open(newId("chance"), "chance.js");
        Map<?, ?> one = (Map<?, ?>) document.mutate("note", Map.of("key", "a")).result();
        Map<?, ?> two = (Map<?, ?>) document.mutate("note", Map.of("key", "b")).result();
        for (String source : List.of("math", "txRandom", "uuid", "mutationId")) {
            assertNotEquals(
                    ((Map<?, ?>) one.get("page")).get(source),
                    ((Map<?, ?>) two.get("page")).get(source),
                    source);
        }
        for (String source : List.of("random", "blob")) {
            assertNotEquals(
                    ((Map<?, ?>) one.get("sql")).get(source),
                    ((Map<?, ?>) two.get("sql")).get(source),
                    source);
        }
    }

    @Test
    void whatAnotherMutationMatchedIsNotSeen() {
        Document document = tab().open(newId("chance"), "chance.js");
        for (int i = 0; i < 2; i++) {
            assertEquals("", document.mutate("matches").result());
        }
    }

    @Test
    void outsideOfMutationsTheClockGoesOn() {
        Document document = tab().open(newId("chance"), "chance.js");
        document.mutate("note", Map.of("key", "a"));
        long shown = document.number("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)");
        assertTrue(Math.abs(shown - System.currentTimeMillis()) < 5000, () -> "it shows " + shown);
    }
}
