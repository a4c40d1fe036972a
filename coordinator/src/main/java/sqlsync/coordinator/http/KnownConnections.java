package sqlsync.coordinator.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import sqlsync.coordinator.limit.ClientAddress;
import sqlsync.coordinator.limit.WaitingRoom;

/**
 * Keeps every HTTP connection in a waiting room until a request on it has shown a token that was
 * accepted. A connection that becomes a WebSocket leaves the room.
 */
public final class KnownConnections implements Connection.Listener {
    private static final String WAITING = KnownConnections.class.getName();

    private record Waiting(WaitingRoom room, String address, Connection connection)
            implements WaitingRoom.Visitor {
        @Override
        public void turnedAway() {
            connection.getEndPoint().close();
        }
    }

    private final WaitingRoom room;
    private final Map<Connection, Waiting> waiting = new ConcurrentHashMap<>();

    public KnownConnections(WaitingRoom room) {
        this.room = room;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData http) {
            String address = ClientAddress.of(connection.getEndPoint().getRemoteSocketAddress());
            Waiting entered = new Waiting(room, address, connection);
            waiting.put(connection, entered);
            http.setAttribute(WAITING, entered);
            room.enter(address, entered);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Waiting left = waiting.remove(connection);
        if (left != null) {
            room.leave(left.address(), left);
        }
    }

    /** A token on this request was accepted. */
    static void isKnown(Request request) {
        if (request.getConnectionMetaData().getAttribute(WAITING) instanceof Waiting entered) {
            entered.room().leave(entered.address(), entered);
        }
    }
}
