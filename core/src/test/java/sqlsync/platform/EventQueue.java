package sqlsync.platform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The one thread that core runs on, and a clock that only moves when nothing else happens. */
public final class EventQueue implements Timers, Clock {
    private static final int EVENTS_MAX = 10_000_000;

    private record Timer(long at, int order, Runnable task) {}

    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private long now = 1_700_000_000_000L;
    private int order;

    @Override
    public long now() {
        return now;
    }

    @Override
    public void soon(Runnable task) {
        soon.add(task);
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        Timer timer = new Timer(now + milliseconds, order++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Runs one event; false if there is none. */
    public boolean step() {
        Runnable task = soon.poll();
        if (task == null) {
            if (timers.isEmpty()) {
                return false;
            }
            Timer next =
                    timers.stream()
                            .min(Comparator.comparingLong(Timer::at).thenComparing(Timer::order))
                            .orElseThrow();
            timers.remove(next);
            now = Math.max(now, next.at());
            task = next.task();
        }
        task.run();
        return true;
    }

    /** Runs until nothing is left to do. */
    public void run() {
        for (int i = 0; i < EVENTS_MAX; i++) {
            if (!step()) {
                return;
            }
        }
        throw new IllegalStateException("no end after " + EVENTS_MAX + " events");
    }

    /** Runs what can run while the clock stands still. Returns whether anything did. */
    public boolean runSoon() {
        boolean any = !soon.isEmpty();
        for (int i = 0; !soon.isEmpty(); i++) {
            if (i == EVENTS_MAX) {
                throw new IllegalStateException("no end after " + EVENTS_MAX + " events");
            }
            soon.poll().run();
        }
        return any;
    }

    /** Forgets all that was to come, as a process does that dies. */
    public void clear() {
        soon.clear();
        timers.clear();
    }
}
