package sqlsync.coordinator.loop;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import sqlsync.platform.Timers;

/**
 * A thread that runs one thing after the other: what core's classes take for their one thread. Any
 * thread may {@link #execute}; timers are for the loop's own.
 */
public final class EventLoop implements Executor, Timers, AutoCloseable {
    /** Deep recursion in a reducer shall end in an error of that reducer. */
    private static final long STACK_BYTES = 16L << 20;

    /** Steps of work that cuts itself in slices, between two things that others ask for. */
    private static final int SOON_BURST = 16;

    private record Asked(Runnable task, long nanos) {}

    private record Timer(long atNanos, long order, Runnable task) {}

    private final Object lock = new Object();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong(Timer::atNanos).thenComparingLong(Timer::order));
    private final Thread thread;
    private final Consumer<Throwable> problems;
    private final LongConsumer begun;
    private long order;
    private boolean closed;

    /** Runs what this loop is asked for; null while it does so itself. */
    private volatile EventLoop successor;

    /** As the system numbers threads; null where it does not say. */
    private volatile String systemId;

    /**
     * @param problems is told, on the loop, what a task threw; the loop goes on
     */
    public EventLoop(String name, Consumer<Throwable> problems) {
        this(name, problems, asked -> {});
    }

    /**
     * @param problems is told, on the loop, what a task threw; the loop goes on
     * @param begun is told, on the loop, when a task that now begins was asked for, in nanoseconds
     */
    public EventLoop(String name, Consumer<Throwable> problems, LongConsumer begun) {
        this.problems = problems;
        this.begun = begun;
        thread = new Thread(null, this::run, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs {@code task} on the loop, never within this call. After the end of the loop: nothing;
     * where another one took its place, that one runs it.
     */
    @Override
    public void execute(Runnable task) {
        EventLoop next;
        synchronized (lock) {
            next = successor;
            if (next == null && !closed) {
                asked.add(new Asked(task, System.nanoTime()));
                lock.notifyAll();
            }
        }
        if (next != null) {
            next.execute(task);
        }
    }

    /**
     * Gives up a loop that is stuck in a task: when that ends, nothing runs on it any more.
     *
     * @param next gets what waits here and what comes
     * @param first what {@code next} runs before that
     */
    public void giveUp(EventLoop next, Runnable first) {
        synchronized (lock) {
            next.execute(first);
            asked.forEach(each -> next.execute(each.task()));
            asked.clear();
            successor = next;
            lock.notifyAll();
        }
    }

    /** Leaves to others what they need of the processors, whatever it is busy with. */
    public void lowerPriority() {
        if (systemId != null) {
            LowPriority.of(systemId, toString());
        }
    }

    /** Whether another loop took its place. */
    public boolean isGivenUp() {
        return successor != null;
    }

    /** Whether its thread has not ended. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void soon(Runnable task) {
        requireOwnThread();
        soon.add(task);
    }

    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        requireOwnThread();
        Timer timer = new Timer(System.nanoTime() + milliseconds * 1_000_000L, order++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public String toString() {
        return thread.getName();
    }

    /** Whether this is called on the loop. */
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Things that wait to be run. */
    public int waiting() {
        synchronized (lock) {
            return asked.size();
        }
    }

    /** Ends the loop after what it is doing; what waits is dropped. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            asked.clear();
            lock.notifyAll();
        }
    }

    private void requireOwnThread() {
        if (!isOwnThread()) {
            throw new IllegalStateException("timers belong to the loop's own thread");
        }
    }

    private void run() {
        systemId = LowPriority.idOfThisThread();
        while (!isGivenUp()) {
            for (int i = 0; i < SOON_BURST && !soon.isEmpty(); i++) {
                run(soon.remove());
            }
            Asked next = nextAsked();
            if (next != null) {
                begun.accept(next.nanos());
                run(next.task());
            } else if (isClosed()) {
                return;
            }
            if (soon.isEmpty() && !isGivenUp()) {
                runTimers();
            }
        }
    }

    /** Waits where there is nothing else to do; null where there is something else, or the end. */
    private Asked nextAsked() {
        synchronized (lock) {
            while (asked.isEmpty() && soon.isEmpty() && !closed && successor == null) {
                Timer first = timers.peek();
                long nanos = first == null ? Long.MAX_VALUE : first.atNanos() - System.nanoTime();
                if (nanos <= 0) {
                    return null;
                }
                try {
                    if (first == null) {
                        lock.wait();
                    } else {
                        lock.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
                    }
                } catch (InterruptedException late) {
                    // From a watchdog that came a moment late; the loop has no other use for it.
                    continue;
                }
            }
            return asked.poll();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        while (soon.isEmpty() && !timers.isEmpty() && timers.peek().atNanos() - now <= 0) {
            run(timers.remove().task());
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable problem) {
            problems.accept(problem);
        }
        if (isGivenUp()) {
            soon.clear();
            timers.clear();
        }
    }
}
