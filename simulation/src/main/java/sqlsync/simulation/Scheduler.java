package sqlsync.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import sqlsync.platform.Timers;

/**
 * What happens next. Everything that goes on has a {@link Lane}, in which tasks keep their order;
 * which lane has its turn is chance. The clock moves only when no lane can go on.
 */
final class Scheduler {
    private static final long BEGIN = 1_700_000_000_000L;

    /** Tasks in order: those of a process, or the frames of one direction of a connection. */
    final class Lane {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean clogged;
        private int place = -1;

        void post(Runnable task) {
            tasks.add(task);
            place();
        }

        void clear() {
            tasks.clear();
            place();
        }

        /** Nothing of it happens until it is released. */
        void clog(boolean on) {
            clogged = on;
            place();
        }

        boolean clogged() {
            return clogged;
        }

        int size() {
            return tasks.size();
        }

        /** What waits in it, to be tampered with. */
        Deque<Runnable> tasks() {
            return tasks;
        }

        private void place() {
            boolean can = !clogged && !tasks.isEmpty();
            if (can && place < 0) {
                place = ready.size();
                ready.add(this);
            } else if (!can && place >= 0) {
                Lane last = ready.remove(ready.size() - 1);
                if (last != this) {
                    ready.set(place, last);
                    last.place = place;
                }
                place = -1;
            }
        }
    }

    private static final class Timer {
        final long at;
        final long order;
        final Runnable task;
        boolean cancelled;

        Timer(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }
    }

    private final List<Lane> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(
                    Comparator.<Timer>comparingLong(timer -> timer.at)
                            .thenComparingLong(timer -> timer.order));
    private Random chance = new Random(0);
    private long now = BEGIN;
    private long order;
    private long events;

    Lane newLane() {
        return new Lane();
    }

    /** Where the order of lanes comes from, from here on. */
    void chance(Random random) {
        chance = random;
    }

    /** Milliseconds since the epoch, on the clock that is right. */
    long now() {
        return now;
    }

    /** How many there were. */
    long events() {
        return events;
    }

    Timers.Cancellable after(int milliseconds, Runnable task) {
        Timer timer = new Timer(now + milliseconds, order++, task);
        timers.add(timer);
        return () -> timer.cancelled = true;
    }

    /** Whether something can go on before the clock moves. */
    boolean busy() {
        return !ready.isEmpty();
    }

    /** Runs one event; false if there is none. */
    boolean step() {
        Runnable task;
        if (ready.isEmpty()) {
            Timer next = timers.poll();
            while (next != null && next.cancelled) {
                next = timers.poll();
            }
            if (next == null) {
                return false;
            }
            now = Math.max(now, next.at);
            task = next.task;
        } else {
            Lane lane = ready.get(ready.size() == 1 ? 0 : chance.nextInt(ready.size()));
            task = lane.tasks.remove();
            lane.place();
        }
        events++;
        task.run();
        return true;
    }
}
