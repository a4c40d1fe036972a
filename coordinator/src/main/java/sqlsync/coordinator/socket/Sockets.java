package sqlsync.coordinator.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import sqlsync.coordinator.auth.AccessControl;
import sqlsync.coordinator.auth.Origins;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.replication.CloseCode;
import sqlsync.replication.ReplicationLimits;

/** {@code /sync}: all devices that are connected. */
public final class Sockets implements AutoCloseable {
    public static final String PATH = "/sync";
    private static final int LOOPS = 2;
    private static final int STOP_MILLIS_MAX = 1_000;

    private final Documents documents;
    private final AccessControl accessControl;
    private final Origins origins;
    private final Metrics metrics;
    private final String software;
    private final List<EventLoop> loops = new ArrayList<>();
    private final Set<SyncSocket> open = new HashSet<>();
    private final Map<SyncSocket, Object> known = new HashMap<>();
    private final OpenChannels channels = new OpenChannels();
    private final Quotas quotas;
    private final FatalErrors fatal;
    private int next;
    private boolean closing;

    /**
     * @param fatal ends the process over an error on a loop
     * @param software what devices are told that this is
     */
    public Sockets(
            Documents documents,
            AccessControl accessControl,
            Origins origins,
            Metrics metrics,
            Quotas quotas,
            FatalErrors fatal,
            String software) {
        this.documents = documents;
        this.accessControl = accessControl;
        this.origins = origins;
        this.metrics = metrics;
        this.quotas = quotas;
        this.fatal = fatal;
        this.software = software;
        for (int i = 1; i <= LOOPS; i++) {
            String name = "sockets-" + i;
            loops.add(new EventLoop(name, this::problem, metrics.queue(name)::since));
        }
        metrics.gauge("connections", "WebSockets that are open.", this::count);
        metrics.gauge(
                "connections_unknown",
                "WebSockets on which nobody has authenticated.",
                quotas.sockets::count);
    }

    /** Upgrades requests for {@link #PATH}, and passes all others on to {@code rest}. */
    public Handler handler(Server server, Handler rest) {
        WebSocketUpgradeHandler upgrades =
                WebSocketUpgradeHandler.from(
                        server,
                        container -> {
                            container.setMaxBinaryMessageSize(ReplicationLimits.FRAME_BYTES_MAX);
                            container.setMaxFrameSize(ReplicationLimits.FRAME_BYTES_MAX);
                            container.setMaxTextMessageSize(1024);
                            container.setIdleTimeout(
                                    Duration.ofMillis(CoordinatorLimits.SOCKET_IDLE_MILLIS_MAX));
                            container.addMapping(PATH, this::accept);
                            container.addMapping("/*", Sockets::wrongPath);
                        });
        upgrades.setHandler(rest);
        return upgrades;
    }

    private Object accept(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String address =
                quotas.address(
                        request.getHeaders(),
                        request.getConnectionMetaData().getRemoteSocketAddress());
        if (!origins.allows(origin, request.getHeaders().get(HttpHeader.HOST))) {
            EventLog.atInfo()
                    .addKeyValue("origin", origin)
                    .addKeyValue("address", address)
                    .log("origin-refused");
            metrics.refusedConnection("origin");
            return new RefusedSocket(
                    CloseCode.ORIGIN_REFUSED,
                    "Pages of " + origin + " are not let in. See the coordinator's --origin.");
        }
        // What is sent is small, or compressed already by being deltas.
        response.setExtensions(List.of());
        SyncSocket socket = enter(address);
        if (socket == null) {
            metrics.refusedConnection("no-place");
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        return socket;
    }

    private static Object wrongPath(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        return new RefusedSocket(
                CloseCode.WRONG_PATH,
                "There is a coordinator, but its path is " + PATH + ". Correct the URL.");
    }

    private synchronized SyncSocket enter(String address) {
        if (closing || known.size() >= CoordinatorLimits.SOCKETS_MAX) {
            return null;
        }
        return new SyncSocket(this, loops.get(next++ % loops.size()), address);
    }

    void opened(SyncSocket socket) {
        synchronized (this) {
            open.add(socket);
        }
        metrics.connectionsOpened.inc();
        quotas.sockets.enter(socket.address(), socket);
    }

    /**
     * Somebody has authenticated on it.
     *
     * @return null, or why there is no place for it
     */
    synchronized String admitted(SyncSocket socket, Object user) {
        if (!open.contains(socket) || known.size() >= CoordinatorLimits.SOCKETS_MAX) {
            return "The coordinator has too many connections.";
        }
        if (!quotas.userConnections.take(user)) {
            return "You have too many connections. Close some.";
        }
        known.put(socket, user);
        quotas.sockets.leave(socket.address(), socket);
        return null;
    }

    /** May be said again. */
    synchronized void ended(SyncSocket socket) {
        quotas.sockets.leave(socket.address(), socket);
        open.remove(socket);
        Object user = known.remove(socket);
        if (user != null) {
            quotas.userConnections.give(user);
        }
        notifyAll();
    }

    private synchronized int count() {
        return open.size();
    }

    private void problem(Throwable problem) {
        fatal.check(problem);
        metrics.problems.inc();
        EventLog.atError().setCause(problem).log("problem-of-a-connection");
    }

    Documents documents() {
        return documents;
    }

    AccessControl accessControl() {
        return accessControl;
    }

    /** What devices have open. */
    public OpenChannels channels() {
        return channels;
    }

    Metrics metrics() {
        return metrics;
    }

    Quotas quotas() {
        return quotas;
    }

    FatalErrors fatal() {
        return fatal;
    }

    /** The threads that connections live on. */
    public List<EventLoop> loops() {
        return List.copyOf(loops);
    }

    String software() {
        return software;
    }

    /** Tells all devices, and waits a moment for them to have heard it. */
    @Override
    public void close() {
        List<SyncSocket> all;
        synchronized (this) {
            closing = true;
            all = new ArrayList<>(open);
        }
        all.forEach(socket -> socket.close("The coordinator is stopping."));
        awaitEnds();
    }

    private synchronized void awaitEnds() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS_MAX);
        try {
            while (!open.isEmpty() && System.nanoTime() < until) {
                wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
