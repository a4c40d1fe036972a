package sqlsync.replication;

import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;

/**
 * How long to wait before something is tried again: at random up to a bound that doubles, so that
 * those whom one failure hit do not come back all at once.
 */
final class BackOff {
    static final int FIRST_MILLIS = 300;
    static final int MOST_MILLIS = 30_000;

    private final Timers timers;
    private final Randomness randomness;
    private int bound = FIRST_MILLIS;
    private Timers.Cancellable waiting;

    BackOff(Timers timers, Randomness randomness) {
        this.timers = timers;
        this.randomness = randomness;
    }

    boolean isWaiting() {
        return waiting != null;
    }

    void wait(Runnable then) {
        reset(false);
        int millis = (int) ((randomness.bits64() >>> 33) % bound);
        bound = Math.min(bound * 2, MOST_MILLIS);
        waiting =
                timers.after(
                        millis,
                        () -> {
                            waiting = null;
                            then.run();
                        });
    }

    /** It has worked: the next wait is a short one. */
    void succeeded() {
        bound = FIRST_MILLIS;
    }

    /** Nothing is waited for any more, and the next wait is a short one. */
    void reset() {
        reset(true);
    }

    void reset(boolean shortWait) {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
        if (shortWait) {
            bound = FIRST_MILLIS;
        }
    }
}
