package sqlsync.coordinator.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link RateLimit} for each of many keys, of which the ones that were used last are remembered.
 * Any thread may call.
 */
public final class KeyedRateLimit {
    private static final int KEYS_MAX = 10_000;

    private final int burst;
    private final double perSecond;
    private final Map<Object, RateLimit> limits = new LinkedHashMap<>(16, 0.75f, true);

    public KeyedRateLimit(int burst, double perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Whether one more event of this key is within its limit. */
    public synchronized boolean allows(Object key) {
        RateLimit limit = limits.computeIfAbsent(key, none -> new RateLimit(burst, perSecond));
        if (limits.size() > KEYS_MAX) {
            limits.remove(limits.keySet().iterator().next());
        }
        return limit.allows();
    }
}
