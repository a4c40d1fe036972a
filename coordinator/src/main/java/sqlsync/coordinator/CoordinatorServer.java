package sqlsync.coordinator;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import sqlsync.coordinator.admin.AdminRequests;
import sqlsync.coordinator.admin.AdminSecret;
import sqlsync.coordinator.auth.HostNames;
import sqlsync.coordinator.health.HealthCheck;
import sqlsync.coordinator.health.Readiness;
import sqlsync.coordinator.http.DocumentRequests;
import sqlsync.coordinator.http.KnownConnections;
import sqlsync.coordinator.http.MetricsPage;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.reducer.ReducerCatalog;
import sqlsync.coordinator.socket.Sockets;

/** A running server. {@link #close} takes no new request and lets those that run come to an end. */
public final class CoordinatorServer implements AutoCloseable {
    private final CoordinatorOptions options;
    private final Server server;
    private final ServerConnector connector;

    private final ServerComponents components;
    private final Sockets sockets;
    private final HealthCheck health;
    private final Readiness readiness;

    /** Null without {@code --admin-port}. */
    private final AdminListener admin;

    /**
     * @param secret of an administrator; null for none
     */
    private CoordinatorServer(
            CoordinatorOptions options, AdminSecret secret, ServerComponents components)
            throws IOException {
        this.options = options;
        this.components = components;
        server =
                new Server(
                        new FatalErrorsHandler.Threads(
                                CoordinatorLimits.HTTP_THREADS_MAX, components.fatal));
        connector = new ServerConnector(server, new HttpConnectionFactory(httpConfiguration()));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(CoordinatorLimits.HTTP_IDLE_MILLIS_MAX);
        connector.setShutdownIdleTimeout(CoordinatorLimits.STOP_IDLE_MILLIS_MAX);
        connector.addBean(new KnownConnections(components.quotas.requests));
        server.addConnector(connector);
        sockets =
                new Sockets(
                        components.documents,
                        components.accessControl,
                        components.origins,
                        components.metrics,
                        components.quotas,
                        components.fatal,
                        "SQLSync coordinator " + CoordinatorMain.version());
        health = new HealthCheck(CoordinatorLimits.HEALTH_MILLIS_MAX, components.fatal);
        components.documents.loops().forEach(loop -> health.with(loop.toString(), loop));
        sockets.loops().forEach(loop -> health.with(loop.toString(), loop));
        health.with("disk", components.disk);
        readiness =
                new Readiness(
                                components.disk,
                                () -> components.data.probe(CoordinatorLimits.DISK_FREE_BYTES_MIN))
                        .unless(components::tokenProblem)
                        .unless(this::failingDocuments);
        Handler hosts =
                new HostCheck(
                        sockets.handler(server, paths()),
                        new HostNames(options.host(), options.publicUrls()),
                        !options.insecure(),
                        components.metrics);
        server.setHandler(
                new GracefulHandler(
                        new FatalErrorsHandler(new SecurityHeaders(hosts), components.fatal)));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(CoordinatorLimits.STOP_MILLIS_MAX);
        admin = secret == null ? null : adminListener(secret);
    }

    private AdminListener adminListener(AdminSecret secret) {
        return new AdminListener(
                options.admin(),
                new AdminRequests(
                        secret,
                        components.documents,
                        sockets.channels(),
                        components.accessControl::revoke,
                        components.fatal),
                httpConfiguration(),
                components.fatal);
    }

    /** Starts to listen. When this returns, requests are answered. */
    public static CoordinatorServer start(CoordinatorOptions options) throws StartException {
        AdminSecret secret = secret(options);
        ServerComponents components = ServerComponents.open(options);
        CoordinatorServer coordinator;
        try {
            coordinator = new CoordinatorServer(options, secret, components);
        } catch (IOException problem) {
            components.close();
            throw new StartException(problem.getMessage(), problem);
        }
        try {
            coordinator.listen();
            coordinator.readiness.started();
            return coordinator;
        } catch (Exception problem) {
            String why = coordinator.whyNot(problem);
            coordinator.close();
            throw new StartException(why, problem);
        }
    }

    private static AdminSecret secret(CoordinatorOptions options) throws StartException {
        try {
            return options.admin() == null ? null : AdminSecret.read(options.admin().tokenFile());
        } catch (IOException problem) {
            throw new StartException(problem.getMessage(), problem);
        }
    }

    /** Where an administrator reaches it; null where nowhere. */
    public URI adminAddress() {
        return admin == null ? null : admin.address();
    }

    /**
     * Where a browser on this machine reaches it; with the port that was taken where 0 was asked.
     */
    public URI address() {
        String host = options.host();
        if (host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::")) {
            host = "localhost";
        } else if (host.indexOf(':') >= 0) {
            host = "[" + host + "]";
        }
        return URI.create("http://" + host + ":" + connector.getLocalPort());
    }

    /** The names of the reducers that it runs, and where they come from. */
    Map<String, String> reducers() {
        return components.reducers();
    }

    /**
     * Loads the reducers again, which is logged ({@code reducers-reloaded}, {@code
     * reducers-not-reloaded}). Where one is wrong, the old ones go on, all of them.
     *
     * @return completes when every document runs by the new ones; fails with a sentence where one
     *     is wrong
     */
    public CompletionStage<Void> reloadReducers() {
        CompletionStage<Void> replaced;
        try {
            replaced = components.documents.reloadReducers();
        } catch (IOException | ReducerCatalog.UnusableException | RuntimeException problem) {
            EventLog.atError()
                    .addKeyValue("message", problem.getMessage())
                    .setCause(problem instanceof RuntimeException ? problem : null)
                    .log("reducers-not-reloaded");
            return CompletableFuture.failedStage(problem);
        }
        return replaced.thenRun(
                () ->
                        EventLog.atInfo()
                                .addKeyValue("names", String.join(",", reducers().keySet()))
                                .log("reducers-reloaded"));
    }

    /** Whose pages may connect, for people. */
    String origins() {
        return components.origins.describe();
    }

    @Override
    public void close() {
        readiness.stopping();
        try {
            sockets.close();
            server.stop();
            if (admin != null) {
                admin.close();
            }
            EventLog.tellLeftOut();
        } catch (Exception problem) {
            throw new IllegalStateException("The server did not stop cleanly.", problem);
        } finally {
            health.close();
            components.close();
        }
    }

    private void listen() throws Exception {
        try {
            server.start();
        } catch (Exception problem) {
            server.stop();
            throw problem;
        }
        if (admin != null) {
            admin.start();
        }
        tellLeftOutLater();
    }

    private void tellLeftOutLater() {
        server.getScheduler()
                .schedule(
                        () -> {
                            EventLog.tellLeftOut();
                            tellLeftOutLater();
                        },
                        CoordinatorLimits.LEFT_OUT_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static HttpConfiguration httpConfiguration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // Direct memory has a limit of its own, and what happens there is harder to see.
        configuration.setUseInputDirectByteBuffers(false);
        configuration.setUseOutputDirectByteBuffers(false);
        configuration.setRequestHeaderSize(CoordinatorLimits.REQUEST_HEADER_BYTES_MAX);
        return configuration;
    }

    private Handler paths() throws IOException {
        PathMappingsHandler paths = new PathMappingsHandler();
        paths.addMapping(PathSpec.from("/healthz"), new Health(health, Health.NO_REASONS));
        paths.addMapping(PathSpec.from("/readyz"), new Health(health, readiness::reasonsAgainst));
        paths.addMapping(PathSpec.from("/metrics"), new MetricsPage(components.metrics));
        paths.addMapping(
                PathSpec.from("/documents/*"),
                new DocumentRequests(
                        components.documents,
                        components.accessControl,
                        components.origins,
                        components.quotas,
                        components.fatal,
                        components.metrics));
        if (options.serve() != null) {
            paths.addMapping(PathSpec.from("/*"), StaticSite.of(options.serve()));
        }
        return paths;
    }

    private String failingDocuments() {
        int failing = components.documents.failures().all().size();
        return failing == 0
                ? null
                : failing + " document(s) can't be opened: see document-failed in the log";
    }

    private String whyNot(Exception problem) {
        boolean admins = server.isStarted();
        return admins
                ? whyNot(problem, options.admin().host(), options.admin().port(), "--admin-")
                : whyNot(problem, options.host(), options.port(), "--");
    }

    /**
     * @param prefix of the options that say where to listen
     */
    private static String whyNot(Exception problem, String host, int port, String prefix) {
        Throwable cause = problem;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        String where = "port " + port + " of " + host;
        if (cause instanceof BindException && cause.getMessage().contains("in use")) {
            return "Another program listens on "
                    + where
                    + ". Stop it, or choose another "
                    + prefix
                    + "port.";
        }
        if (cause instanceof UnresolvedAddressException) {
            return "This machine knows no address " + host + "; see " + prefix + "host.";
        }
        return "Cannot listen on " + where + ": " + cause.getMessage() + ".";
    }
}
