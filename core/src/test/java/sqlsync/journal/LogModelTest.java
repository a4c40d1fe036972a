package sqlsync.journal;

import org.junit.jupiter.api.Test;

/** The log against a simple model, with crashes and failures at any operation. */
class LogModelTest {
    private static final int SEEDS = Integer.getInteger("sqlsync.seeds", 60);
    private static final int FIRST_SEED = Integer.getInteger("sqlsync.firstSeed", 0);

    @Test
    void whatIsAcknowledgedSurvivesAndNothingComesBack() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            LogLife.live(seed);
        }
    }

    @Test
    void pastSeedsHold() {
        for (int seed : LogLife.PAST_SEEDS) {
            LogLife.live(seed);
        }
    }
}
