package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** A reducer runs and runs in the origin's worker, and nothing can interrupt it. */
class StuckWorkerIT extends Story {
    private static final String REDUCER = "stuck.js";
    private static final String NOTES = "SELECT text FROM note ORDER BY id";

    private static Document open(Tab tab, String id, String storage) {
        return tab.open(id, REDUCER, Map.of("storage", storage));
    }

    private static void write(Document document, String text) {
        document.mutate("write", Map.of("text", text));
    }

    private static void begin(Document document, String call) {
        document.evaluate("void (globalThis.end = null, " + told(call) + ")");
    }

    private static String told(String call) {
        return call
                + ".then(() => { globalThis.end = 'done' },"
                + " ({code}) => { globalThis.end = code })";
    }

    private static void awaitEnd(Document document, String end) {
        document.tab().await("globalThis.end === '" + end + "'");
    }

    @ParameterizedTest
    @CsvSource({"loop, opfs", "matchForEver, opfs", "loop, indexeddb"})
    void otherDocumentsOfOtherTabsWorkAgainAndSoDoesThisOne(String mutation, String storage) {
        Profile profile = newProfile();
        Document one = open(profile.tab(), "one", storage);
        Document other = open(profile.tab(), "other", storage);
        write(one, "kept");
        write(other, "kept, too");
        begin(one, "it.mutate('" + mutation + "')");
        begin(other, "it.query('SELECT 1')");
        awaitEnd(other, "done");
        assertEquals(List.of("kept, too"), other.column(NOTES));
        write(other, "more");
        awaitEnd(one, "worker-failed");
        write(one, "after");
        assertEquals(List.of("kept", "after"), one.column(NOTES));
        one.tab().reload();
        Document again = open(one.tab(), "one", storage);
        assertEquals(List.of("kept", "after"), again.column(NOTES));
        assertEquals(List.of("kept, too", "more"), other.column(NOTES));
        assertEquals("ok", again.integrity());
    }

    @Test
    void whoClosesAllTabsAndComesBackIsNotGivenTheStuckWorker() {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Document document = open(tab, "one", "auto");
        write(document, "kept");
        begin(document, "it.mutate('loop')");
        tab.close();
        Tab next = profile.tab();
        next.evaluate(
                "() => { globalThis.opening = sqlsync.openDocument('one',"
                        + " {reducer: reducerUrl('stuck.js')}); "
                        + told("opening")
                        + "; }");
        next.await("globalThis.end === 'done'");
        Document again = next.held("opening");
        assertEquals(List.of("kept"), again.column(NOTES));
        write(again, "after");
        assertEquals(List.of("kept", "after"), open(profile.tab(), "one", "auto").column(NOTES));
    }

    /**
     * How many rounds {@code dawdle} counts in so many milliseconds, about. It counts as that does:
     * integers of 32 bits, since beyond them a remainder takes many times as long.
     */
    private static long roundsIn(Tab tab, int millis) {
        Number rounds =
                (Number)
                        tab.evaluate(
                                "() => { let state = 1, round = 0; const start = performance.now();"
                                        + " for (; performance.now() - start < 2_000; round++) for"
                                        + " (let i = 0; i < 1_000_000; i++) state = (state * 31 + i)"
                                        + " % 1_000_003; globalThis.state = state; return round /"
                                        + " (performance.now() - start); }");
        return (long) (rounds.doubleValue() * millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opfs", "indexeddb"})
    void oneThatGoesOnAfterAllWritesNothingAndEnds(String storage) {
        Profile profile = newProfile();
        Document one = open(profile.tab(), "one", storage);
        Document other = open(profile.tab(), "other", storage);
        write(one, "kept");
        begin(one, "it.mutate('dawdle', {rounds: " + roundsIn(one.tab(), 75_000) + "})");
        awaitEnd(one, "worker-failed");
        write(one, "after");
        write(other, "elsewhere");
        // Each worker waits for the end of each page that it knows.
        one.tab()
                .await(
                        "navigator.locks.query().then(({pending}) =>"
                                + " pending.filter(({name}) => name.includes('/page/'))"
                                + ".length === 2)");
        write(one, "last");
        one.tab().reload();
        Document again = open(one.tab(), "one", storage);
        assertEquals(List.of("kept", "after", "last"), again.column(NOTES));
        assertEquals(List.of("elsewhere"), other.column(NOTES));
        assertEquals("ok", again.integrity());
    }
}
