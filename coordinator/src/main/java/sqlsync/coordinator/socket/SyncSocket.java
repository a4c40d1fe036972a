package sqlsync.coordinator.socket;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ServerConnection;

/** One device. Jetty calls from its threads; the connection lives on a loop. */
public final class SyncSocket implements Session.Listener {
    private final Sockets sockets;
    private final EventLoop loop;
    private Session session;
    private ServerConnection connection;
    private InFlight inFlight;

    SyncSocket(Sockets sockets, EventLoop loop) {
        this.sockets = sockets;
        this.loop = loop;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        sockets.opened(this);
        inFlight = new InFlight(ReplicationLimits.FRAME_BYTES_MAX, opened::demand);
        loop.execute(
                () -> {
                    connection =
                            new ServerConnection(
                                    new SocketLink(opened, loop),
                                    loop,
                                    new DocumentHost(sockets, loop, inFlight),
                                    sockets.software());
                    opened.demand();
                });
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        byte[] frame = new byte[payload.remaining()];
        payload.get(frame);
        callback.succeed();
        sockets.metrics().add("frames_received_total", 1);
        sockets.metrics().add("frame_bytes_received_total", frame.length);
        loop.execute(
                () -> {
                    connection.received(frame);
                    inFlight.next();
                });
    }

    @Override
    public void onWebSocketText(String message) {
        session.close(StatusCode.BAD_DATA, "Frames are binary.", Callback.NOOP);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        ended();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        ended();
    }

    private void ended() {
        sockets.ended(this);
        loop.execute(
                () -> {
                    if (connection != null) {
                        connection.ended();
                    }
                });
    }

    /** Says why, and ends the connection, gently first. */
    void close(String reason) {
        loop.execute(
                () -> {
                    if (connection != null) {
                        connection.close(reason);
                    }
                });
    }
}
