package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Ledger;
import sqlsync.e2e.fixture.Patience;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/**
 * The whole browser dies of SIGKILL at random moments, over and over on one profile: every
 * acknowledged mutation is there, once, in order, and the database is sound.
 */
class KillIT extends Story {
    private static final String ID = "stream";

    @TempDir Path scratch;

    @Test
    void whatWasAcknowledgedSurvivesTheDeathOfTheBrowser() throws Exception {
        long seed = seed();
        int kills = setting("kills", 20);
        try {
            survive(kills, new Random(seed));
        } catch (Throwable failure) {
            throw new AssertionError("With -Dsqlsync.seed=" + seed + ": " + failure, failure);
        }
    }

    private void survive(int kills, Random random) throws Exception {
        Profile profile = newProfile();
        long there = 0;
        for (int kill = 1; kill <= kills; kill++) {
            Tab tab = profile.tab();
            Document document = tab.open(ID, "entries.js");
            there = check(document, there);
            String ledger = "kill-" + kill;
            int inFlight = 1 + random.nextInt(kill % 2 == 0 ? 20 : 1000);
            document.flood("w", (int) there + 1, inFlight, ledger);
            if (random.nextInt(4) == 0) {
                // A fold or a handover may be under way, too.
                Document other = profile.tab().open(ID, "entries.js");
                other.flood("other-" + kill, 1, 10, null);
            }
            dieAtSomeMoment(profile, server().ledger(ledger), random);
            profile.start();
            there = Math.max(there, server().ledger(ledger).highest());
        }
        Document document = profile.tab().open(ID, "entries.js");
        check(document, there);
        SqliteProgram.on(document.export(), scratch.resolve("after.db")).isSound();
    }

    private static long check(Document document, long acknowledged) {
        assertEquals("ok", document.integrity());
        assertTrue(acknowledged == 0 || document.number("SELECT count(*) FROM entries") > 0);
        for (Object other :
                document.column("SELECT DISTINCT writer FROM entries WHERE writer <> 'w'")) {
            Entries.of(document).countInOrderAndOnce((String) other);
        }
        return Entries.of(document).holdAtLeast("w", acknowledged);
    }

    /** After some acknowledgement, seldom before the first, and then at no particular moment. */
    private static void dieAtSomeMoment(Profile profile, Ledger ledger, Random random)
            throws InterruptedException {
        if (random.nextInt(8) > 0) {
            ledger.awaitSize(1 + random.nextInt(3000), Patience.FOR_A_FACT);
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
        profile.kill();
    }
}
