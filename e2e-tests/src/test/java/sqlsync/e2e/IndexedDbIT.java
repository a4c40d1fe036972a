package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Patience;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** IndexedDB keeps the promises that OPFS keeps. */
class IndexedDbIT extends Story {
    private static final Map<String, String> STORAGE = Map.of("storage", "indexeddb");

    @AfterEach
    void heal() {
        server().trouble();
    }

    private static Document open(Profile profile) {
        return profile.tab().open("stream", "entries.js", STORAGE);
    }

    @Test
    void whatWasWrittenIsThereAfterTheBrowserWasClosed() {
        Profile profile = newProfile();
        Document before = open(profile);
        Flood.Tally tally = before.flood("w", 1, 500, null).awaitMore(2_000).stop();
        Entries.of(before).areExactly("w", tally);
        Object storage = before.stat("storage.id");
        profile.restart();
        Document after = open(profile);
        assertEquals(tally.last(), Entries.of(after).countInOrderAndOnce("w"));
        assertEquals(storage, after.stat("storage.id"), "the journal is the same one");
        assertEquals("ok", after.integrity());
    }

    @Test
    void whatWasAcknowledgedSurvivesTheDeathOfTheBrowser() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        Profile profile = newProfile();
        int kills = Math.max(1, setting("kills", 20) / 4);
        for (int kill = 1; kill <= kills; kill++) {
            Document document = open(profile);
            long there = Entries.of(document).countInOrderAndOnce("w");
            String name = "indexeddb-" + seed + "-" + kill;
            document.flood("w", (int) there + 1, 1 + random.nextInt(300), name);
            server().ledger(name).awaitSize(1 + random.nextInt(1000), Patience.FOR_A_FACT);
            LockSupport.parkNanos(random.nextInt(3_000_000));
            profile.kill();
            profile.start();
            Document after = open(profile);
            Entries.of(after).holdAtLeast("w", server().ledger(name).highest());
            assertEquals("ok", after.integrity(), "With -Dsqlsync.seed=" + seed);
            after.tab().close();
        }
    }

    @Test
    void aConnectionThatTheBrowserCutsIsOpenedAgainAndNothingIsLostOrDoubled() {
        Profile profile = newProfile();
        server().trouble("indexeddb-is-cut.js");
        Tab tab = profile.tab();
        Document document = tab.open("stream", "entries.js", STORAGE);
        Flood flood = document.flood("w", 1, 100, null);
        for (String how : List.of("cut", "cutLate", "cut", "cutLate", "cut", "cut")) {
            flood.awaitMore(150);
            tab.trouble(how);
        }
        Flood.Tally tally = flood.awaitMore(150).stop();
        Entries.of(document).areExactly("w", tally);
        profile.kill();
        server().trouble();
        profile.start();
        assertEquals(tally.last(), Entries.of(open(profile)).countInOrderAndOnce("w"));
    }
}
