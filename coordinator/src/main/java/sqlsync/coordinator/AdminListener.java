package sqlsync.coordinator;

import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import sqlsync.coordinator.admin.AdminOptions;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;

/**
 * The listener of an administrator: a server of its own, whose threads nobody else uses, so that it
 * answers whatever clients do.
 */
final class AdminListener implements AutoCloseable {
    private final AdminOptions options;
    private final Server server;
    private final ServerConnector connector;

    /**
     * @param configuration as of the public listener
     */
    AdminListener(
            AdminOptions options,
            Handler requests,
            HttpConfiguration configuration,
            FatalErrors fatal) {
        this.options = options;
        server =
                new Server(
                        new FatalErrorsHandler.Threads(CoordinatorLimits.ADMIN_THREADS_MAX, fatal));
        // Ids of documents may have any character.
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with(
                        "documents",
                        UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                        UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                        UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(CoordinatorLimits.HTTP_IDLE_MILLIS_MAX);
        connector.setShutdownIdleTimeout(CoordinatorLimits.STOP_IDLE_MILLIS_MAX);
        server.addConnector(connector);
        server.setHandler(new FatalErrorsHandler(new SecurityHeaders(requests), fatal));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(CoordinatorLimits.STOP_MILLIS_MAX);
    }

    void start() throws Exception {
        try {
            server.start();
        } catch (Exception problem) {
            server.stop();
            throw problem;
        }
    }

    URI address() {
        String host =
                options.host().indexOf(':') >= 0 ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception problem) {
            throw new IllegalStateException(
                    "The administrator's listener did not stop cleanly.", problem);
        }
    }
}
