package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.Tally;

/**
 * Two logs against simple models: append, drop, fold, receive, flush, fork, start over, crash,
 * reopen, cursors both ways, and syncing with cuts, any of them with failures. {@code
 * -Dsqlsync.operations=N} does more, {@code -Dsqlsync.firstSeed=N} begins elsewhere; a failure
 * names its seed.
 */
class JournalPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("sqlsync.operations", 100_000);
    private static final int FIRST_SEED = Integer.getInteger("sqlsync.firstSeed", 0);

    @Test
    void journalsDoWhatTheirModelsDo() {
        SyncWorld.Counts counts = new SyncWorld.Counts();
        int seed = FIRST_SEED;
        while (counts.operations < OPERATIONS) {
            SyncLife.live(seed++, counts);
        }
        Tally.tell("seeds of journals, from " + FIRST_SEED, seed - FIRST_SEED);
        Tally.tell("operations", counts.operations);
        Tally.tell("crashes", counts.crashes);
        Tally.tell("entries received", counts.entries);
        Tally.tell("folds received", counts.folds);
        Tally.tell("transfers cut", counts.cuts);
        Tally.tell("divergences", counts.diverged);
        Tally.tell("cursors", counts.cursors);
        Tally.tell("timelines forked", counts.replaced);
        int enough = OPERATIONS / 1000;
        assertTrue(counts.crashes >= enough && counts.folds >= enough, "crashes and folds");
        assertTrue(counts.entries >= enough && counts.cuts >= enough, "entries and cuts");
        assertTrue(counts.cursors >= enough && counts.replaced >= enough, "cursors and forks");
        assertTrue(counts.diverged > 0, "no divergence");
    }
}
