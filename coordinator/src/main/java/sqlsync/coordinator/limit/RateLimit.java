package sqlsync.coordinator.limit;

import java.util.function.LongSupplier;

/**
 * So many events at once, and then so many a second. Any thread may call.
 *
 * <p>Counted in nanoseconds of credit: an event costs {@code 1 s / perSecond}.
 */
public final class RateLimit {
    private static final long SECOND = 1_000_000_000;

    private final long cost;
    private final long creditMax;
    private final LongSupplier nanoClock;
    private long credit;
    private long last;

    /**
     * @param burst events that may come at once
     * @param perSecond events a second in the long run; may be a fraction
     */
    public RateLimit(int burst, double perSecond) {
        this(burst, perSecond, System::nanoTime);
    }

    RateLimit(int burst, double perSecond, LongSupplier nanoClock) {
        this.cost = Math.max(1, (long) (SECOND / perSecond));
        this.creditMax = cost * burst;
        this.nanoClock = nanoClock;
        this.credit = creditMax;
        this.last = nanoClock.getAsLong();
    }

    /** Whether one more event is within the limit; where it is not, it is not counted. */
    public synchronized boolean allows() {
        earn();
        if (credit < cost) {
            return false;
        }
        credit -= cost;
        return true;
    }

    /** Counts an event that has happened. Returns the milliseconds to wait before the next one. */
    public synchronized int delay() {
        earn();
        credit -= cost;
        return credit >= 0 ? 0 : (int) Math.min(SECOND / 1_000, 1 - credit / 1_000_000);
    }

    private void earn() {
        long now = nanoClock.getAsLong();
        credit = Math.min(creditMax, credit + now - last);
        last = now;
    }
}
