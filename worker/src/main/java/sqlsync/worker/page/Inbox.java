package sqlsync.worker.page;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import sqlsync.platform.Stopwatch;
import sqlsync.platform.Timers;

/**
 * Work that pages have asked for and that has not run yet. Work runs at once and in order, as long
 * as none of it takes long.
 *
 * <p>While something takes long, messages wait in the ports, and the abort of a query waits behind
 * the query. So after long work the inbox holds: for a few tasks of the event loop it takes in what
 * has arrived and runs none of it. Then it drops the reads that were aborted, and runs the rest in
 * order, until something takes long again.
 */
public final class Inbox {
    /** What takes longer than this may have let messages wait. */
    static final int LONG_MILLIS = 50;

    /**
     * So many tasks in a row without a message end a hold: a browser that has handed out many
     * messages of a port lets another task pass before the rest.
     */
    static final int QUIET_ROUNDS = 2;

    /** Pages that never stop to send are not waited for any longer. */
    static final int ROUNDS_MAX = 50;

    private final Timers timers;
    private final Stopwatch stopwatch;

    /** Arrived during a hold, or behind something that is held. */
    private final Queue<Work> arrived = new ArrayDeque<>();

    /** Taken in before all that is in {@code arrived}; what it waited for is there. */
    private final Queue<Work> ready = new ArrayDeque<>();

    /** Reads that wait for something else, such as the opening of their document. */
    private final Set<Work> waiting = new LinkedHashSet<>();

    private boolean holding;
    private int rounds;
    private int quietRounds;

    /** A piece of work for a page. */
    static final class Work {
        private final Object page;
        private final int request;
        private final boolean read;
        private final Runnable task;
        private boolean dropped;

        Work(Object page, int request, boolean read, Runnable task) {
            this.page = page;
            this.request = request;
            this.read = read;
            this.task = task;
        }
    }

    public Inbox(Timers timers, Stopwatch stopwatch) {
        this.timers = timers;
        this.stopwatch = stopwatch;
    }

    /**
     * A message of a page has arrived.
     *
     * @param request its number; negative for none
     * @param read whether it changes nothing, so that it need not be done where nobody waits for it
     */
    public void arrive(Object page, int request, boolean read, Runnable task) {
        quietRounds = 0;
        Work work = new Work(page, request, read, task);
        if (holding) {
            arrived.add(work);
        } else {
            run(work);
        }
    }

    /**
     * What has arrived waits for something of its own; {@link #go} follows.
     *
     * @param read as for {@link #arrive}
     */
    Work defer(Object page, int request, boolean read, Runnable task) {
        Work work = new Work(page, request, read, task);
        if (read) {
            waiting.add(work);
        }
        return work;
    }

    /** What it waited for is there: it is done before all that arrived later. */
    void go(Work work) {
        waiting.remove(work);
        if (holding) {
            ready.add(work);
        } else {
            run(work);
        }
    }

    /** The page does not wait for the answer to a read any more. */
    void abort(Object page, int request) {
        drop(work -> work.page == page && work.request == request);
    }

    /** The page is gone, or asks for everything again. */
    public void abortAll(Object page) {
        drop(work -> work.page == page);
    }

    private interface Which {
        boolean matches(Work work);
    }

    private void drop(Which which) {
        drop(arrived.iterator(), which);
        drop(ready.iterator(), which);
        drop(waiting.iterator(), which);
    }

    private static void drop(Iterator<Work> all, Which which) {
        while (all.hasNext()) {
            Work work = all.next();
            if (work.read && which.matches(work)) {
                work.dropped = true;
                all.remove();
            }
        }
    }

    private void run(Work work) {
        if (!work.dropped) {
            measure(work.task);
        }
    }

    /** Runs something that pages may have to wait for. */
    void measure(Runnable task) {
        double start = stopwatch.millis();
        try {
            task.run();
        } finally {
            if (stopwatch.millis() - start >= LONG_MILLIS) {
                hold();
            }
        }
    }

    /** Takes in what has arrived before anything else is done. */
    private void hold() {
        rounds = 0;
        quietRounds = 0;
        if (!holding) {
            holding = true;
            timers.after(0, this::round);
        }
    }

    private void round() {
        rounds++;
        if (++quietRounds <= QUIET_ROUNDS && rounds < ROUNDS_MAX) {
            timers.after(0, this::round);
            return;
        }
        holding = false;
        measure(this::runHeld);
    }

    private void runHeld() {
        double start = stopwatch.millis();
        while (!holding && stopwatch.millis() - start < LONG_MILLIS) {
            Work next = ready.isEmpty() ? arrived.poll() : ready.poll();
            if (next == null) {
                return;
            }
            run(next);
        }
    }

    /** Timers whose tasks pages may have to wait for. */
    public Timers measured() {
        return new Timers() {
            @Override
            public void soon(Runnable task) {
                timers.soon(() -> measure(task));
            }

            @Override
            public Cancellable after(int milliseconds, Runnable task) {
                return timers.after(milliseconds, () -> measure(task));
            }
        };
    }
}
