package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Patience;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** A document that was written in a lower back end is moved when a better one is there. */
class MoveIT extends Story {
    private static final String WITHOUT_OPFS = "no-opfs.js";

    @AfterEach
    void heal() {
        server().trouble();
    }

    /** Writes a document of some size into IndexedDB; the browser is started again after it. */
    private byte[] writeBelow(Profile profile, String id, int entries) {
        server().trouble(WITHOUT_OPFS);
        Tab tab = profile.tab();
        Document document = tab.open(id, "entries.js");
        document.flood("w", 1, 200, null).awaitMore(entries).stop();
        byte[] exported = document.export();
        assertEquals("indexeddb", tab.storageInfo("backend"));
        profile.quit();
        server().trouble();
        profile.start();
        return exported;
    }

    private static List<?> listed(Tab tab) {
        return (List<?>) tab.evaluate("async () => (await sqlsync.listDocuments()).map(d => d.id)");
    }

    @Test
    void itIsMovedWithAllItHasAndIsGoneWhereItWas() {
        Profile profile = newProfile();
        byte[] before = writeBelow(profile, "stream", 3000);
        Tab tab = profile.tab();
        assertEquals(List.of("stream"), listed(tab));
        Document moved = tab.open("stream", "entries.js");
        assertArrayEquals(before, moved.export());
        assertEquals("this-tab", hosted(moved));
        assertEquals("opfs", tab.storageInfo("backend"));
        moved.mutate("append", Map.of("writer", "x", "n", 1));
        moved.close();
        tab.failureOf(
                        "sqlsync.openDocument('stream', {reducer: '/reducers/entries.js', storage:"
                                + " 'indexeddb', create: false})")
                .is("not-found");
        assertEquals(List.of("stream"), listed(tab));
        profile.restart();
        Document again = profile.tab().open("stream", "entries.js");
        assertEquals(1, Entries.of(again).countInOrderAndOnce("x"));
        Entries.of(again).holdAtLeast("w", 3000);
        assertEquals("ok", again.integrity());
    }

    /** In Firefox the worker hosts its storage itself; what matters is that there is a host. */
    private static String hosted(Document document) {
        String host = document.storageHost();
        return host.equals("shared-worker") ? "this-tab" : host;
    }

    @Test
    void killedInTheMiddleOfAMoveItIsWholeAndThereOnce() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        Profile profile = newProfile();
        byte[] before = writeBelow(profile, "stream", 3000);
        for (int kill = 0; kill < setting("moves", 6); kill++) {
            Tab tab = profile.tab();
            String started = "move-" + seed + "-" + kill;
            tab.evaluate(
                    "async started => { void sqlsync.openDocument('stream',"
                            + " {reducer: '/reducers/entries.js'}).catch(() => undefined);"
                            + " await fetch('/ledger/' + started, {method: 'POST', body: '1'}) }",
                    started);
            server().ledger(started).awaitSize(1, Patience.FOR_A_FACT);
            LockSupport.parkNanos(random.nextInt(120_000_000));
            profile.kill();
            profile.start();
        }
        Tab tab = profile.tab();
        Document document = tab.open("stream", "entries.js");
        assertArrayEquals(before, document.export(), "With -Dsqlsync.seed=" + seed);
        assertEquals(List.of("stream"), listed(tab));
        assertEquals("ok", document.integrity());
    }

    @Test
    void whatCannotBeMovedIsUsedWhereItIs() {
        Profile profile = newProfile();
        byte[] before = writeBelow(profile, "stream", 500);
        server().trouble("opfs-fails-in-use.js");
        Tab tab = profile.tab();
        tab.open("another", "todo.js").mutate("add", Map.of("text", "milk"));
        tab.trouble("fail");
        Document document = tab.open("stream", "entries.js");
        assertArrayEquals(before, document.export());
        document.mutate("append", Map.of("writer", "x", "n", 1));
        assertEquals("none", document.storageHost());
        document.close();
        tab.trouble("heal");
        Document moved = tab.open("stream", "entries.js");
        assertEquals("this-tab", hosted(moved));
        assertEquals(1, Entries.of(moved).countInOrderAndOnce("x"));
        Entries.of(moved).holdAtLeast("w", 500);
    }
}
