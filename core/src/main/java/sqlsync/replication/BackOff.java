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
    private Runnable next;
    private boolean hurried;

    BackOff(Timers timers, Randomness randomness) {
        this.timers = timers;
        this.randomness = randomness;
    }

    boolean isWaiting() {
        return waiting != null;
    }

    void wait(Runnable then) {
        wait(then, MOST_MILLIS);
    }

    /** As {@link #wait(Runnable)}, for {@code millisMax} at most. */
    void wait(Runnable then, int millisMax) {
        reset(false);
        schedule(Math.min(bound, millisMax), then);
        bound = Math.min(bound * 2, MOST_MILLIS);
    }

    /**
     * Somebody waits for it: shortens the wait to {@link #FIRST_MILLIS} at most. Only the first
     * call of a wait does, and the bound stays: asking often does not make tries frequent.
     */
    void hurry() {
        if (waiting != null && !hurried) {
            waiting.cancel();
            hurried = true;
            schedule(Math.min(bound, FIRST_MILLIS), next);
        }
    }

    private void schedule(int boundMillis, Runnable then) {
        next = then;
        waiting =
                timers.after(
                        (int) ((randomness.bits64() >>> 33) % boundMillis),
                        () -> {
                            waiting = null;
                            hurried = false;
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
        hurried = false;
        if (shortWait) {
            bound = FIRST_MILLIS;
        }
    }
}
