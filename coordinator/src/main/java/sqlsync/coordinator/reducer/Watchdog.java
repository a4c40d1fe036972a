package sqlsync.coordinator.reducer;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import sqlsync.coordinator.health.FatalErrors;

/**
 * Stops work that takes too long. Time is what the thread itself used of a processor, so that a
 * busy machine makes nobody late; only twenty times that on the wall counts, too.
 *
 * <p>Work is stopped twice over: by its own means, and by interrupting its thread until it has
 * ended, which stops SQLite. What does not end even then is left to itself where its thread can be
 * spared; else only the end of the process ends it.
 */
public final class Watchdog implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WALL_FACTOR = 20;
    private static final long LONG_NANOS = 1_000_000_000;
    private static final long LOOK_AGAIN_NANOS_MIN = 5_000_000;
    private static final long NUDGE_MILLIS = 20;

    /** Of the time until the last resort, on a busy machine. */
    private static final int BUSY_SHARE = 10;

    /** Called by another thread while the work runs, never after it has ended. */
    public interface Progress {
        /** It has used a second of a processor, and goes on. */
        void longUnderWay();

        /**
         * It was stopped, and used the processor all the same.
         *
         * @return whether its thread was given up, so that the last resort is not needed
         */
        default boolean unstoppable() {
            return false;
        }
    }

    /** The work was stopped. */
    public static final class OverdueException extends RuntimeException {
        OverdueException(RuntimeException cause) {
            super("The work took too long and was stopped.", cause);
        }
    }

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, this::daemon);
    private final int lastResortMillis;
    private final FatalErrors fatal;
    private final Runnable lastResort;

    /**
     * @param fatal ends the process over an error on a thread of this
     * @param lastResort what to do when work has not ended this long after it was stopped
     */
    public Watchdog(int lastResortMillis, FatalErrors fatal, Runnable lastResort) {
        this.fatal = fatal;
        this.lastResortMillis = lastResortMillis;
        this.lastResort = lastResort;
        timer.setRemoveOnCancelPolicy(true);
    }

    private Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "watchdog");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(fatal);
        return thread;
    }

    /**
     * Runs work on this thread.
     *
     * @param progress called as the work goes on
     * @param stop ends the work from another thread; returns when it has ended
     * @throws OverdueException if the work was stopped and therefore threw
     */
    public <T> T run(int millisMax, Progress progress, Runnable stop, Supplier<T> work) {
        Watch watch = new Watch(millisMax * 1_000_000L, progress, stop);
        watch.lookAgainIn(Math.min(watch.nanosMax, LONG_NANOS));
        T result;
        try {
            result = work.get();
        } catch (RuntimeException thrown) {
            if (watch.end()) {
                throw new OverdueException(thrown);
            }
            throw thrown;
        } catch (Error thrown) {
            watch.end();
            throw thrown;
        }
        watch.end();
        return result;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Watch {
        private final Thread worker = Thread.currentThread();
        private final long cpuAtStart = THREADS.getCurrentThreadCpuTime();
        private final long wallAtStart = System.nanoTime();
        private final long nanosMax;
        private final Progress progress;
        private final Runnable stop;
        private boolean isLong;
        private java.util.concurrent.Future<?> next;
        private Thread stopping;
        private boolean ended;

        Watch(long nanosMax, Progress progress, Runnable stop) {
            this.nanosMax = nanosMax;
            this.progress = progress;
            this.stop = stop;
        }

        synchronized void lookAgainIn(long nanos) {
            next = timer.schedule(() -> fatal.run(this::look), nanos, TimeUnit.NANOSECONDS);
        }

        private synchronized void look() {
            if (ended) {
                return;
            }
            long used = used();
            long wall = System.nanoTime() - wallAtStart;
            tellIfLong(used);
            if (used < nanosMax && wall < nanosMax * WALL_FACTOR) {
                long until = isLong ? nanosMax : Math.min(nanosMax, LONG_NANOS);
                lookAgainIn(Math.max(LOOK_AGAIN_NANOS_MIN, until - used));
                return;
            }
            stopping = daemon(this::stopIt);
            stopping.start();
            Thread nudging = daemon(this::interruptUntilItEnded);
            nudging.start();
        }

        private long used() {
            return THREADS.getThreadCpuTime(worker.getId()) - cpuAtStart;
        }

        private void tellIfLong(long used) {
            if (!isLong && used >= LONG_NANOS) {
                isLong = true;
                progress.longUnderWay();
            }
        }

        private void stopIt() {
            try {
                stop.run();
            } catch (RuntimeException late) {
                // It ended by itself meanwhile, and what was to be stopped is gone.
                return;
            }
        }

        private synchronized void interruptUntilItEnded() {
            long since = System.nanoTime();
            long usedBefore = used();
            while (!ended) {
                worker.interrupt();
                try {
                    wait(NUDGE_MILLIS);
                } catch (InterruptedException closing) {
                    return;
                }
                if (ended) {
                    return;
                }
                tellIfLong(used());
                if ((System.nanoTime() - since) / 1_000_000 > lastResortMillis) {
                    // A process that was frozen in between has run nothing that could be blamed.
                    long busyMillis = (used() - usedBefore) / 1_000_000;
                    boolean busy = busyMillis >= lastResortMillis / BUSY_SHARE;
                    if (!busy || !progress.unstoppable()) {
                        lastResort.run();
                    }
                    return;
                }
            }
        }

        /** Whether it was stopped. From here on nothing happens to the thread any more. */
        boolean end() {
            Thread last;
            synchronized (this) {
                ended = true;
                next.cancel(false);
                notifyAll();
                last = stopping;
            }
            if (last == null) {
                return false;
            }
            // First, for nobody may wait with an interrupt pending; then what stopping it left.
            Thread.interrupted();
            boolean waiting = true;
            while (waiting) {
                try {
                    last.join();
                    waiting = false;
                } catch (InterruptedException again) {
                    // From stopping it; the next round waits.
                    continue;
                }
            }
            Thread.interrupted();
            return true;
        }
    }
}
