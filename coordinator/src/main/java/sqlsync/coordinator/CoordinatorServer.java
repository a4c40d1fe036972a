package sqlsync.coordinator;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import sqlsync.coordinator.http.DocumentRequests;
import sqlsync.coordinator.http.MetricsPage;
import sqlsync.coordinator.socket.Sockets;

/** A running server. {@link #close} takes no new request and lets those that run come to an end. */
public final class CoordinatorServer implements AutoCloseable {
    private static final long STOP_IDLE_MILLIS_MAX = 200;

    private final CoordinatorOptions options;
    private final Server server;
    private final ServerConnector connector;

    private final Backbone backbone;
    private final Sockets sockets;

    private CoordinatorServer(CoordinatorOptions options, Backbone backbone) throws IOException {
        this.options = options;
        this.backbone = backbone;
        server = new Server(new QueuedThreadPool(CoordinatorLimits.HTTP_THREADS_MAX));
        connector = new ServerConnector(server, new HttpConnectionFactory(httpConfiguration()));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(CoordinatorLimits.HTTP_IDLE_MILLIS_MAX);
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS_MAX);
        server.addConnector(connector);
        sockets =
                new Sockets(
                        backbone.documents,
                        backbone.doorman,
                        backbone.origins,
                        backbone.metrics,
                        "SQLSync coordinator " + CoordinatorMain.version());
        server.setHandler(
                new GracefulHandler(new SecurityHeaders(sockets.handler(server, paths()))));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(CoordinatorLimits.STOP_MILLIS_MAX);
    }

    /** Starts to listen. When this returns, requests are answered. */
    public static CoordinatorServer start(CoordinatorOptions options) throws StartException {
        Backbone backbone = Backbone.open(options);
        try {
            CoordinatorServer coordinator = new CoordinatorServer(options, backbone);
            coordinator.listen();
            return coordinator;
        } catch (Exception problem) {
            backbone.close();
            throw new StartException(whyNot(options, problem), problem);
        }
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
        return backbone.reducers();
    }

    /** Whose pages may connect, for people. */
    String origins() {
        return backbone.origins.describe();
    }

    @Override
    public void close() {
        try {
            sockets.close();
            server.stop();
        } catch (Exception problem) {
            throw new IllegalStateException("The server did not stop cleanly.", problem);
        } finally {
            backbone.close();
        }
    }

    private void listen() throws Exception {
        try {
            server.start();
        } catch (Exception problem) {
            server.stop();
            throw problem;
        }
    }

    private static HttpConfiguration httpConfiguration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(CoordinatorLimits.REQUEST_HEADER_BYTES_MAX);
        return configuration;
    }

    private Handler paths() throws IOException {
        PathMappingsHandler paths = new PathMappingsHandler();
        paths.addMapping(PathSpec.from("/healthz"), new Health());
        paths.addMapping(PathSpec.from("/readyz"), new Readiness(backbone.documents.failures()));
        paths.addMapping(PathSpec.from("/metrics"), new MetricsPage(backbone.metrics));
        paths.addMapping(
                PathSpec.from("/documents/*"),
                new DocumentRequests(backbone.documents, backbone.doorman, backbone.origins));
        if (options.serve() != null) {
            paths.addMapping(PathSpec.from("/*"), StaticSite.of(options.serve()));
        }
        return paths;
    }

    private static String whyNot(CoordinatorOptions options, Exception problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        String where = "port " + options.port() + " of " + options.host();
        if (cause instanceof BindException && cause.getMessage().contains("in use")) {
            return "Another program listens on " + where + ". Stop it, or choose another --port.";
        }
        if (cause instanceof UnresolvedAddressException) {
            return "This machine knows no address " + options.host() + "; see --host.";
        }
        return "Cannot listen on " + where + ": " + cause.getMessage() + ".";
    }
}
