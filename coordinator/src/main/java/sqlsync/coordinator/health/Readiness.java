package sqlsync.coordinator.health;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Whether requests should be sent to this process: it has started, does not stop, can write to its
 * disk, and no part has a reason against it. However many ask, the disk is tried once a second at
 * most. Any thread may call.
 */
public final class Readiness {
    private enum State {
        STARTING,
        RUNNING,
        STOPPING
    }

    /** Tries something, on a thread of the disk. */
    public interface Probe {
        void run() throws IOException;
    }

    private static final long FRESH_NANOS = 1_000_000_000;

    private final Executor disk;
    private final Probe probe;
    private final List<Supplier<String>> reasons = new ArrayList<>();
    private volatile State state = State.STARTING;
    private CompletableFuture<List<String>> latest;
    private long latestAsked;

    /**
     * @param probe writes to the disk; it fails with a sentence for operators
     */
    public Readiness(Executor disk, Probe probe) {
        this.disk = disk;
        this.probe = probe;
    }

    /**
     * One more thing that may have a reason against it; before the first question.
     *
     * @param reason a line for operators, or null where all is well
     */
    public Readiness unless(Supplier<String> reason) {
        reasons.add(reason);
        return this;
    }

    public void started() {
        state = State.RUNNING;
    }

    public void stopping() {
        state = State.STOPPING;
    }

    /** Why nothing should be sent here, a line each; empty where it may be. */
    public CompletableFuture<List<String>> reasonsAgainst() {
        return switch (state) {
            case STARTING -> CompletableFuture.completedFuture(List.of("starting"));
            case STOPPING -> CompletableFuture.completedFuture(List.of("stopping"));
            case RUNNING -> ofDisk().thenApply(this::withOthers);
        };
    }

    private List<String> withOthers(List<String> ofDisk) {
        List<String> all = new ArrayList<>(ofDisk);
        for (Supplier<String> each : reasons) {
            String reason = each.get();
            if (reason != null) {
                all.add(reason);
            }
        }
        return all;
    }

    private synchronized CompletableFuture<List<String>> ofDisk() {
        long now = System.nanoTime();
        if (latest == null || latest.isDone() && now - latestAsked >= FRESH_NANOS) {
            CompletableFuture<List<String>> asked = new CompletableFuture<>();
            latest = asked;
            latestAsked = now;
            disk.execute(() -> asked.complete(probed()));
        }
        return latest;
    }

    private List<String> probed() {
        try {
            probe.run();
            return List.of();
        } catch (IOException failed) {
            return List.of(String.valueOf(failed.getMessage()));
        }
    }
}
