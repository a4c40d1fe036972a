package sqlsync.jvm;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Link;
import sqlsync.replication.ServerConnection;

/** Connections in memory, which can be cut before any frame. */
public final class TestNetwork {
    /** What is at one end of a connection. */
    public interface End {
        void frame(byte[] frame);

        void ended();
    }

    /** Sees each frame that is sent. */
    public interface Tap {
        void sent(boolean byDevice, byte[] frame);
    }

    private final List<Connection> connections = new ArrayList<>();
    private Tap tap = (byDevice, frame) -> {};
    private Tap mangle = (byDevice, frame) -> {};
    private int frames;
    private int cutAt = Integer.MAX_VALUE;

    /** The connection that is to carry the frame after so many more is cut instead, once. */
    public void cutAfter(int more) {
        cutAt = frames + more;
    }

    public void tap(Tap listener) {
        tap = listener;
    }

    /** May change a frame before it arrives. */
    public void mangle(Tap change) {
        mangle = change;
    }

    public boolean wasCut() {
        return frames > cutAt;
    }

    public int frames() {
        return frames;
    }

    /** All connections that are up end. */
    public void cutAll() {
        new ArrayList<>(connections).forEach(Connection::cut);
    }

    /** The connection of one end is gone. */
    public void cut(Link link) {
        ((Side) link).connection.cut();
    }

    public Link connect(
            EventQueue deviceEvents,
            End device,
            EventQueue serverEvents,
            ServerConnection.Host host) {
        Connection connection = new Connection();
        Side toServer = new Side(connection, serverEvents, true);
        Side toDevice = new Side(connection, deviceEvents, false);
        connection.sides.add(toServer);
        connection.sides.add(toDevice);
        ServerConnection server = new ServerConnection(toDevice, serverEvents, host, "test");
        toServer.far =
                new End() {
                    @Override
                    public void frame(byte[] frame) {
                        server.received(frame);
                    }

                    @Override
                    public void ended() {
                        server.ended();
                    }
                };
        toDevice.far = device;
        connections.add(connection);
        return toServer;
    }

    private final class Connection {
        private final List<Side> sides = new ArrayList<>();
        private boolean up = true;

        void cut() {
            if (up) {
                up = false;
                connections.remove(this);
                for (Side side : sides) {
                    side.events.soon(() -> side.far.ended());
                }
            }
        }
    }

    /** One direction, as its sender has it. */
    private final class Side implements Link {
        private final Connection connection;
        private final EventQueue events;
        private final boolean ofDevice;
        private End far;

        Side(Connection connection, EventQueue events, boolean ofDevice) {
            this.ofDevice = ofDevice;
            this.connection = connection;
            this.events = events;
        }

        @Override
        public void send(byte[] frame) {
            if (!connection.up) {
                return;
            }
            tap.sent(ofDevice, frame);
            mangle.sent(ofDevice, frame);
            if (frames++ == cutAt) {
                connection.cut();
                return;
            }
            events.soon(
                    () -> {
                        if (connection.up) {
                            far.frame(frame);
                        }
                    });
        }

        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {
            // What was sent before arrives.
            events.soon(connection::cut);
        }
    }
}
