package sqlsync.coordinator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import sqlsync.coordinator.auth.AccessControl;
import sqlsync.coordinator.auth.Authenticator;
import sqlsync.coordinator.auth.Authorizer;
import sqlsync.coordinator.auth.CachedKeys;
import sqlsync.coordinator.auth.InsecureAuthenticator;
import sqlsync.coordinator.auth.JwtAuthenticator;
import sqlsync.coordinator.auth.Origins;
import sqlsync.coordinator.auth.Revocations;
import sqlsync.coordinator.auth.ServerAuthorizer;
import sqlsync.coordinator.auth.TokenDocumentsAuthorizer;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.SystemClock;
import sqlsync.coordinator.reducer.ReducerCatalog;
import sqlsync.coordinator.script.ScriptLimits;

/** The parts of a coordinator that need no network: data, reducers, documents. */
final class ServerComponents implements AutoCloseable {
    final FatalErrors fatal = new FatalErrors(Runtime.getRuntime()::halt);
    final Quotas quotas;
    final Metrics metrics = new Metrics();
    final Origins origins;
    final AccessControl accessControl;

    /** Public keys of those who issue tokens; null where there are none. */
    private final CachedKeys tokenKeys;

    final ReducerCatalog catalog;
    final Documents documents;
    final ExecutorService disk;
    final DataDirectory data;

    private ServerComponents(CoordinatorOptions options, DataDirectory data)
            throws IOException, ReducerCatalog.UnusableException {
        this.data = data;
        quotas =
                new Quotas(
                        Runtime.getRuntime().maxMemory(),
                        options.behindProxy(),
                        options.tuning().shares());
        origins = new Origins(origins(options), options.insecure());
        tokenKeys =
                options.tokens().jwks() == null
                        ? null
                        : CachedKeys.open(options.tokens().jwks(), CachedKeys.Pace.DEFAULT);
        accessControl = new AccessControl(authenticator(options), authorizer(options, data));
        catalog =
                ReducerCatalog.open(
                        options.reducers(),
                        new ScriptLimits(CoordinatorLimits.REDUCER_STATEMENTS_MAX));
        AtomicInteger number = new AtomicInteger();
        disk =
                Executors.newFixedThreadPool(
                        CoordinatorLimits.DISK_THREADS,
                        work -> {
                            Thread thread = new Thread(work, "disk-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            thread.setUncaughtExceptionHandler(fatal);
                            return thread;
                        });
        documents =
                new Documents(
                        data,
                        catalog,
                        waits(disk, metrics.queue("disk")),
                        metrics,
                        options.tuning(),
                        fatal,
                        ServerComponents::endTheProcess);
        metrics.gauges(
                "memory_held_bytes",
                "Memory that messages, answers and frames of clients hold.",
                "holds",
                Map.of(
                        "messages", quotas.incoming::taken,
                        "answers", quotas.answers::taken,
                        "frames", quotas.outgoing::taken));
        metrics.gauge("disk_free_bytes", "Room on the disk of the documents.", data::free);
        metrics.gauge("disk_size_bytes", "Size of that disk.", data::size);
    }

    /** Runs tasks as {@code executor} does, and counts how long each waited. */
    private static Executor waits(Executor executor, Metrics.Timer timer) {
        return task -> {
            long asked = System.nanoTime();
            executor.execute(
                    () -> {
                        timer.since(asked);
                        task.run();
                    });
        };
    }

    /**
     * @throws StartException with a sentence for people
     */
    static ServerComponents open(CoordinatorOptions options) throws StartException {
        DataDirectory data = null;
        try {
            data = DataDirectory.open(options.data());
            return new ServerComponents(options, data);
        } catch (IOException | ReducerCatalog.UnusableException problem) {
            close(data);
            throw new StartException(problem.getMessage(), problem);
        }
    }

    private Authenticator authenticator(CoordinatorOptions options) throws IOException {
        if (options.insecure()) {
            return new InsecureAuthenticator();
        }
        byte[] secret =
                options.jwtSecretFile() == null
                        ? null
                        : JwtAuthenticator.readSecret(options.jwtSecretFile());
        return new JwtAuthenticator(secret, tokenKeys, options.tokens().rules(), new SystemClock());
    }

    private static Authorizer authorizer(CoordinatorOptions options, DataDirectory data)
            throws IOException {
        if (options.insecure()) {
            return new TokenDocumentsAuthorizer(null);
        }
        TokenOptions tokens = options.tokens();
        if (tokens.authorizeUrl() != null) {
            return new ServerAuthorizer(tokens.authorizeUrl(), new SystemClock());
        }
        return new TokenDocumentsAuthorizer(
                Revocations.open(
                        data.path().resolve("revocations"),
                        tokens.rules().lifetimeMillisMax(),
                        new SystemClock()));
    }

    /** Why no token can be checked, or null. */
    String tokenProblem() {
        return tokenKeys == null || tokenKeys.areLoaded() ? null : tokenKeys.problem();
    }

    /** Pages that this server serves at its public address may connect, too. */
    private static List<String> origins(CoordinatorOptions options) {
        List<String> origins = new ArrayList<>(options.origins());
        origins.addAll(options.publicUrls());
        return origins;
    }

    /** A reducer goes on though it was stopped; only this ends it. */
    private static void endTheProcess() {
        EventLog.atWarn().log("reducer-cannot-be-stopped");
        Runtime.getRuntime().halt(FatalErrors.EXIT_CODE);
    }

    /** What reducers there are, and where they come from. */
    Map<String, String> reducers() {
        return catalog.sources();
    }

    @Override
    public void close() {
        documents.close();
        if (tokenKeys != null) {
            tokenKeys.close();
        }
        disk.shutdown();
        close(data);
    }

    private static void close(DataDirectory data) {
        if (data == null) {
            return;
        }
        try {
            data.close();
        } catch (IOException problem) {
            EventLog.atWarn()
                    .addKeyValue("message", problem.getMessage())
                    .log("data-directory-not-closed");
        }
    }
}
