package sqlsync.coordinator.log;

import java.util.HashMap;
import java.util.Map;
import sqlsync.coordinator.limit.RateLimit;

/** Lets a name of an event have 50 lines at once, and then one a second. Any thread may ask. */
final class LogLimit {
    static final int BURST = 50;
    private static final double PER_SECOND = 1;

    private static final Map<String, LogLimit> BY_NAME = new HashMap<>();

    private final RateLimit rate = new RateLimit(BURST, PER_SECOND);
    private long leftOut;

    private LogLimit() {}

    /**
     * Asks for one line.
     *
     * @param name one of ours, so there are few
     * @return how many were left out since the last one; -1 where this one is, too
     */
    static synchronized long leftOutBefore(String name) {
        LogLimit limit = BY_NAME.computeIfAbsent(name, none -> new LogLimit());
        if (!limit.rate.allows()) {
            limit.leftOut++;
            return -1;
        }
        long before = limit.leftOut;
        limit.leftOut = 0;
        return before;
    }

    /** Begins anew, as if nothing had been logged. */
    static synchronized void reset() {
        BY_NAME.clear();
    }

    /** Events that were left out, by name; they count as told. */
    static synchronized Map<String, Long> takeLeftOut() {
        Map<String, Long> counts = new HashMap<>();
        BY_NAME.forEach(
                (name, limit) -> {
                    if (limit.leftOut > 0) {
                        counts.put(name, limit.leftOut);
                        limit.leftOut = 0;
                    }
                });
        return counts;
    }
}
