package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** Storage in trouble: the promised code, nothing lost that was acknowledged, reads go on. */
class TroubleIT extends Story {
    private static final int KIB = 1024;

    @AfterEach
    void heal() {
        server().trouble();
    }

    /** Calls {@code append} with much text until it fails or {@code limit} is reached. */
    private static int fill(Document document, int from, int limit) {
        return (Integer)
                document.evaluate(
                        "(await (async () => { let n = argument[0]; globalThis.lastFailure = null;"
                                + " try { while (n < argument[1]) { await it.mutate('append',"
                                + " {writer: 'w'.repeat(100 * 1024), n: n + 1}); n++; } }"
                                + " catch (error) { lastFailure = error.code; }"
                                + " return n; })())",
                        List.of(from, limit));
    }

    private static void holdsExactly(Document document, int count) {
        assertEquals(
                List.of(Map.of("n", count, "last", count)),
                document.query("SELECT count(*) AS n, max(n) AS last FROM entries"));
        assertEquals("ok", document.integrity());
    }

    @Test
    void aFullQuotaIsSaidAndWhenThereIsRoomAgainWritingGoesOn() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Document document = tab.open("stream", "entries.js");
        int before = fill(document, 0, 10);
        assertEquals(10, before);
        Number usage =
                (Number) tab.evaluate("async () => (await navigator.storage.estimate()).usage");
        tab.limitQuota(usage.longValue() + 1500 * KIB);
        int acknowledged = fill(document, before, 200);
        assertEquals("quota-exceeded", tab.evaluate("lastFailure"));
        assertTrue(acknowledged >= before && acknowledged < 200);
        holdsExactly(document, acknowledged);
        document.failureOf("it.mutate('append', {writer: 'w'.repeat(5000000), n: 0})")
                .is("quota-exceeded");
        holdsExactly(document, acknowledged);
        tab.unlimitQuota();
        int more = fill(document, acknowledged, acknowledged + 5);
        assertEquals(acknowledged + 5, more, () -> "failed with " + tab.evaluate("lastFailure"));
        holdsExactly(document, more);
        profile.kill();
        profile.start();
        holdsExactly(profile.tab().open("stream", "entries.js"), more);
    }

    @Test
    void whereWriteCountsLieNothingIsAcknowledgedThatIsNotThere() {
        Profile profile = newProfile();
        server().trouble("counts-lie.js");
        Tab tab = profile.tab();
        Document document = tab.open("stream", "entries.js");
        document.mutate("append", Map.of("writer", "w", "n", 1));
        tab.trouble("lie");
        Map<?, ?> told =
                (Map<?, ?>)
                        document.evaluate(
                                "(await (async () => { let n = 1; const codes = {};"
                                        + " for (let call = 0; call < 60; call++) {"
                                        + " try { await it.mutate('append', {writer: 'w', n: n + 1}); n++; }"
                                        + " catch (error) { codes[error.code] = (codes[error.code] ?? 0) + 1; } }"
                                        + " return {n, codes}; })())");
        int acknowledged = (Integer) told.get("n");
        Map<?, ?> codes = (Map<?, ?>) told.get("codes");
        assertTrue(!codes.isEmpty(), "no lie was noticed");
        assertTrue(
                List.of("storage-failed", "quota-exceeded").containsAll(codes.keySet()),
                codes::toString);
        assertEquals(acknowledged, Entries.of(document).countInOrderAndOnce("w"));
        tab.trouble("heal");
        document.mutate("append", Map.of("writer", "w", "n", acknowledged + 1));
        profile.kill();
        server().trouble();
        profile.start();
        Document after = profile.tab().open("stream", "entries.js");
        assertEquals(acknowledged + 1, Entries.of(after).countInOrderAndOnce("w"));
        assertEquals("ok", after.integrity());
    }

    @Test
    void rotFoundAtOpenMakesADocumentReadOnlyAndTheOthersWorkOn() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Document document = tab.open("letters", "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        document.mutate("add", Map.of("text", "rotten-apple"));
        document.mutate("add", Map.of("text", "bread"));
        tab.open("other", "todo.js").mutate("add", Map.of("text", "cheese"));
        profile.quit();
        assertTrue(profile.rot("rotten-apple") > 0, "there was nothing to rot");
        profile.start();
        Tab after = profile.tab();
        Document damaged = after.open("letters", "todo.js");
        assertEquals(List.of("milk"), damaged.column("SELECT text FROM todo"));
        damaged.failureOf("it.mutate('add', {text: 'more'})").is("storage-corrupt");
        assertEquals(List.of("milk"), damaged.column("SELECT text FROM todo"));
        assertTrue(damaged.export().length > 0);
        Document other = after.open("other", "todo.js");
        other.mutate("add", Map.of("text", "wine"));
        assertEquals(List.of("cheese", "wine"), other.column("SELECT text FROM todo ORDER BY id"));
    }
}
