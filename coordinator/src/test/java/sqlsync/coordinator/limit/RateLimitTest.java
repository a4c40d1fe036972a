package sqlsync.coordinator.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000;
    private long now;

    @Test
    void aBurstIsAllowedAndThenTheRate() {
        RateLimit limit = new RateLimit(3, 2, () -> now);
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.allows());
        }
        assertFalse(limit.allows());
        now += SECOND / 2;
        assertTrue(limit.allows());
        assertFalse(limit.allows());
        now += 100 * SECOND;
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.allows());
        }
        assertFalse(limit.allows());
    }

    @Test
    void whatHasHappenedIsWaitedFor() {
        RateLimit limit = new RateLimit(1, 10, () -> now);
        assertEquals(0, limit.delay());
        assertEquals(101, limit.delay());
        assertEquals(201, limit.delay());
        now += SECOND;
        assertEquals(0, limit.delay());
    }

    @Test
    void keysHaveLimitsOfTheirOwn() {
        KeyedRateLimit limits = new KeyedRateLimit(1, 0.000_001);
        assertTrue(limits.allows("eve"));
        assertFalse(limits.allows("eve"));
        assertTrue(limits.allows("ann"));
    }
}
