package sqlsync.coordinator.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether the coordinator works: something small has to pass through each of its threads
 * that documents and connections live on, and through one of its disk. However many ask, one check
 * is under way at a time, and what it found holds for a moment. Any thread may call.
 */
public final class HealthCheck implements AutoCloseable {
    private static final long FRESH_NANOS = 500_000_000;

    private final Map<String, Executor> parts = new LinkedHashMap<>();
    private final int millisMax;
    private final ScheduledExecutorService timer;
    private CompletableFuture<List<String>> latest;
    private long latestDone;

    /**
     * @param millisMax how long a part may take
     */
    public HealthCheck(int millisMax, FatalErrors fatal) {
        this.millisMax = millisMax;
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "health");
                            thread.setDaemon(true);
                            thread.setUncaughtExceptionHandler(fatal);
                            return thread;
                        });
    }

    /** One more thing that has to run what it is given; before the first check. */
    public HealthCheck with(String name, Executor part) {
        parts.put(name, part);
        return this;
    }

    /** Names of the parts that do not answer; empty where all is well. */
    public synchronized CompletableFuture<List<String>> check() {
        boolean usable =
                latest != null
                        && (!latest.isDone() || System.nanoTime() - latestDone < FRESH_NANOS);
        if (!usable) {
            latest = begin();
        }
        return latest;
    }

    private CompletableFuture<List<String>> begin() {
        CompletableFuture<List<String>> result = new CompletableFuture<>();
        List<String> missing = new ArrayList<>(parts.keySet());
        parts.forEach((name, part) -> part.execute(() -> answered(name, missing, result)));
        timer.schedule(() -> complete(missing, result), millisMax, TimeUnit.MILLISECONDS);
        return result;
    }

    private void answered(
            String name, List<String> missing, CompletableFuture<List<String>> result) {
        boolean all;
        synchronized (missing) {
            missing.remove(name);
            all = missing.isEmpty();
        }
        if (all) {
            complete(missing, result);
        }
    }

    private void complete(List<String> missing, CompletableFuture<List<String>> result) {
        List<String> silent;
        synchronized (missing) {
            silent = List.copyOf(missing);
        }
        synchronized (this) {
            latestDone = System.nanoTime();
        }
        result.complete(silent);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
