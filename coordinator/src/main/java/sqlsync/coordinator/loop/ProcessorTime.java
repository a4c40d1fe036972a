package sqlsync.coordinator.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import sqlsync.platform.Stopwatch;

/**
 * What the calling thread has used of a processor: a busy machine makes nobody's work longer. Time
 * as it passes where the platform does not count it.
 */
public final class ProcessorTime implements Stopwatch {
    private static final double NANOS_PER_MILLI = 1e6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean counted = threads.isCurrentThreadCpuTimeSupported();

    @Override
    public double millis() {
        long nanos = counted ? threads.getCurrentThreadCpuTime() : System.nanoTime();
        return nanos / NANOS_PER_MILLI;
    }
}
