package sqlsync.coordinator.limit;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;

/** Everything of one coordinator that its clients share and could exhaust. */
public final class Quotas {
    private static final int REQUESTS_BURST_SECONDS = 10;

    /** Messages whose sender is not known; held by addresses. */
    public final UnfinishedMessages unknown;

    /** Bytes of messages and bodies that are not complete or not applied; held by users. */
    public final Budget incoming;

    /** Those of these bytes that are pieces of WebSocket messages. */
    public final UnfinishedMessages messages;

    /** Bytes of HTTP answers that are not read yet; held by users. */
    public final Budget answers;

    /** Bytes of frames that are not read yet; held by connections. */
    public final Budget outgoing;

    /** WebSockets on which nobody has authenticated. */
    public final WaitingRoom sockets;

    /** HTTP connections on which nobody has authenticated. */
    public final WaitingRoom requests;

    /** Requests over HTTP, by user. */
    public final KeyedRateLimit userRequests;

    /** WebSockets on which somebody has authenticated, by user. */
    public final Places userConnections;

    private final boolean behindProxy;

    /**
     * @param heapBytesMax what the process may use
     * @param behindProxy whether a proxy says where connections come from
     * @param shares of one user
     */
    public Quotas(long heapBytesMax, boolean behindProxy, CoordinatorLimits.Shares shares) {
        userRequests =
                new KeyedRateLimit(
                        REQUESTS_BURST_SECONDS * shares.userRequestsPerSecond(),
                        shares.userRequestsPerSecond());
        userConnections = new Places(shares.userConnections());
        this.behindProxy = behindProxy;
        unknown =
                new UnfinishedMessages(
                        new Budget(
                                Math.max(CoordinatorLimits.UNKNOWN_BYTES_MIN, heapBytesMax / 64)));
        incoming = new Budget(Math.max(CoordinatorLimits.INCOMING_BYTES_MIN, heapBytesMax / 6));
        messages = new UnfinishedMessages(incoming);
        answers = new Budget(Math.max(CoordinatorLimits.ANSWER_BYTES_MIN, heapBytesMax / 8));
        outgoing = new Budget(heapBytesMax / 4);
        int places = CoordinatorLimits.UNKNOWN_CONNECTIONS_MAX;
        sockets = new WaitingRoom(places, CoordinatorLimits.UNKNOWN_SOCKETS_OF_ADDRESS_MAX);
        requests =
                new WaitingRoom(
                        places,
                        behindProxy ? places : CoordinatorLimits.UNKNOWN_REQUESTS_OF_ADDRESS_MAX);
    }

    /** Where a request comes from. */
    public String address(HttpFields headers, SocketAddress remote) {
        return behindProxy
                ? ClientAddress.forwarded(headers.get(ClientAddress.FORWARDED_FOR), remote)
                : ClientAddress.of(remote);
    }

    /** Who holds bytes of a user; null is nobody in particular. */
    public static Object holder(String user) {
        return user == null ? "" : user;
    }
}
