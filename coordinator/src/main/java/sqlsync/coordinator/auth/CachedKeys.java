package sqlsync.coordinator.auth;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import sqlsync.coordinator.log.EventLog;

/**
 * The keys of a {@link KeySource}, kept: a token is checked without asking anybody.
 *
 * <p>They are loaded when this is made, again after {@link Pace#refreshMillis}, and when a token
 * names a key that is not there, but never sooner than {@link Pace#gapMillis} after the last time:
 * tokens with invented keys wait for the next load, one for all of them. While loading fails the
 * keys that were loaded last stay.
 *
 * <p>Any thread may call. Loading starts on a thread of its own.
 */
public final class CachedKeys implements AutoCloseable {
    /**
     * @param refreshMillis from one load that succeeded to the next
     * @param gapMillis the least from one load to the next, whatever asks for it
     */
    public record Pace(long refreshMillis, long gapMillis) {
        public static final Pace DEFAULT = new Pace(600_000, 10_000);
    }

    private final KeySource source;
    private final Pace pace;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread made = new Thread(work, "token-keys");
                        made.setDaemon(true);
                        return made;
                    });

    /** Null until they were loaded once. */
    private JsonWebKeys keys;

    /** Why the last load failed, or null. */
    private String problem;

    /** A load that is under way or will begin soon; null where none was asked for. */
    private CompletableFuture<List<VerificationKey>> next;

    /** Begins {@link #next}, or the regular one. */
    private ScheduledFuture<?> scheduled;

    private boolean loading;
    private boolean closed;
    private int failures;
    private long endedAtNanos;

    private CachedKeys(KeySource source, Pace pace) {
        this.source = source;
        this.pace = pace;
    }

    /**
     * Starts loading. A file must be usable; a server need not answer yet: until it does, {@link
     * #problem} says so.
     *
     * @throws IOException with a sentence for people, where the file cannot be used
     */
    public static CachedKeys open(URI location, Pace pace) throws IOException {
        CachedKeys cached = start(KeySource.of(location), pace);
        if (KeySource.isFile(location)) {
            try {
                cached.keys(null).toCompletableFuture().join();
            } catch (CompletionException unusable) {
                cached.close();
                throw new IOException(cached.problem(), unusable);
            }
        }
        return cached;
    }

    static CachedKeys start(KeySource source, Pace pace) {
        CachedKeys cached = new CachedKeys(source, pace);
        synchronized (cached) {
            cached.problem = cached.describe("they are being loaded");
            cached.endedAtNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(pace.gapMillis);
            cached.loadSoon();
        }
        return cached;
    }

    /**
     * The keys, among them {@code kid} where there is such a key.
     *
     * @param kid that a token names, or null
     * @return fails where keys could not be loaded and it is unknown, therefore, whether {@code
     *     kid} is one
     */
    synchronized CompletionStage<List<VerificationKey>> keys(String kid) {
        if (keys != null && (kid == null || hasKey(kid))) {
            return CompletableFuture.completedStage(keys.keys());
        }
        if (closed) {
            return CompletableFuture.failedStage(stopping());
        }
        return loadSoon();
    }

    private boolean hasKey(String kid) {
        return keys.keys().stream().anyMatch(key -> kid.equals(key.id()));
    }

    /** Why there are no keys, or why they may be old; null where they are as they should be. */
    public synchronized String problem() {
        return problem;
    }

    /** Whether tokens can be checked. */
    public synchronized boolean areLoaded() {
        return keys != null;
    }

    private synchronized CompletionStage<List<VerificationKey>> loadSoon() {
        if (next == null) {
            next = new CompletableFuture<>();
            long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - endedAtNanos);
            schedule(Math.max(0, pace.gapMillis - since));
        }
        return next.copy();
    }

    private synchronized void schedule(long millis) {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        scheduled = closed ? null : thread.schedule(this::load, millis, TimeUnit.MILLISECONDS);
    }

    /** On the thread of this. */
    private void load() {
        synchronized (this) {
            if (loading || closed) {
                return;
            }
            loading = true;
            if (next == null) {
                next = new CompletableFuture<>();
            }
        }
        CompletionStage<String> text;
        try {
            text = source.load();
        } catch (RuntimeException failed) {
            text = CompletableFuture.failedStage(failed);
        }
        text.thenApply(CachedKeys::parsed).whenComplete(this::loaded);
    }

    private static JsonWebKeys parsed(String text) {
        try {
            return JsonWebKeys.parse(text);
        } catch (IOException unusable) {
            throw new CompletionException(unusable);
        }
    }

    private void loaded(JsonWebKeys found, Throwable failure) {
        CompletableFuture<List<VerificationKey>> waiting;
        String why = failure == null ? null : describe(OperatorHttp.describe(failure));
        synchronized (this) {
            tell(found, why);
            waiting = next;
            next = null;
            loading = false;
            problem = why;
            endedAtNanos = System.nanoTime();
            failures = failure == null ? 0 : failures + 1;
            keys = failure == null ? found : keys;
            long pause = pace.gapMillis << Math.min(failures, 5);
            schedule(failure == null ? pace.refreshMillis : Math.min(pause, pace.refreshMillis));
        }
        if (failure == null) {
            waiting.complete(found.keys());
        } else {
            waiting.completeExceptionally(new UnavailableException(why, failure));
        }
    }

    private void tell(JsonWebKeys found, String why) {
        if (why != null) {
            EventLog.atWarn()
                    .addKeyValue("message", why)
                    .addKeyValue("kept", keys == null ? 0 : keys.keys().size())
                    .log("token-keys-not-loaded");
        } else if (keys == null || problem != null || !ids(found).equals(ids(keys))) {
            EventLog.atInfo()
                    .addKeyValue("source", source.name())
                    .addKeyValue("keys", String.join(" ", ids(found)))
                    .log("token-keys-loaded");
            for (String leftOut : found.leftOut()) {
                EventLog.atWarn().addKeyValue("message", leftOut).log("token-key-left-out");
            }
        }
    }

    private static List<String> ids(JsonWebKeys of) {
        List<String> ids = new ArrayList<>();
        of.keys().forEach(key -> ids.add(String.valueOf(key.id())));
        return ids;
    }

    private static UnavailableException stopping() {
        return new UnavailableException("The coordinator is stopping.", null);
    }

    private String describe(String why) {
        return "The keys of " + source.name() + " cannot be used: " + why;
    }

    @Override
    public void close() {
        CompletableFuture<List<VerificationKey>> waiting;
        synchronized (this) {
            closed = true;
            waiting = loading ? null : next;
            thread.shutdownNow();
        }
        if (waiting != null) {
            waiting.completeExceptionally(stopping());
        }
    }
}
