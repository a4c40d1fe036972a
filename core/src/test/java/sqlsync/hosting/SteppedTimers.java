package sqlsync.hosting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Timers;

/** Time that passes when the test says so. */
final class SteppedTimers implements Timers {
    private static final class Timer implements Cancellable {
        final long due;
        final Runnable task;
        boolean cancelled;

        Timer(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private long now;

    @Override
    public void soon(Runnable task) {
        soon.add(task);
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        Timer timer = new Timer(now + milliseconds, task);
        timers.add(timer);
        return timer;
    }

    /** Runs what is due at once. */
    void settle() {
        while (!soon.isEmpty()) {
            soon.remove().run();
        }
    }

    /** Lets time pass, and runs what falls due in it, in order. */
    void pass(int milliseconds) {
        long end = now + milliseconds;
        settle();
        Timer next = next(end);
        while (next != null) {
            now = next.due;
            timers.remove(next);
            if (!next.cancelled) {
                next.task.run();
            }
            settle();
            next = next(end);
        }
        now = end;
    }

    private Timer next(long end) {
        Timer next = null;
        for (Timer each : timers) {
            if (each.due <= end && (next == null || each.due < next.due)) {
                next = each;
            }
        }
        return next;
    }
}
