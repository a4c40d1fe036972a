package sqlsync.coordinator.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import sqlsync.coordinator.limit.Budget;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.platform.Link;
import sqlsync.replication.ReplicationLimits;

/** A WebSocket as core's link. What is buffered, any thread may ask. */
final class SocketLink implements Link {
    /** What a close frame has room for. */
    private static final int REASON_BYTES_MAX = 123;

    /** A device that does not take the end of a connection is not waited for. */
    static final int LINGER_MILLIS = 3_000;

    private final Session session;
    private final EventLoop loop;
    private final AtomicInteger buffered = new AtomicInteger();
    private final Budget outgoing;

    /**
     * @param loop of the connection
     * @param outgoing what all connections may have under way
     */
    SocketLink(Session session, EventLoop loop, Budget outgoing) {
        this.session = session;
        this.loop = loop;
        this.outgoing = outgoing;
    }

    @Override
    public void send(byte[] frame) {
        if (!outgoing.take(this, frame.length)) {
            outgoing.takeAnyway(this, frame.length);
            if (buffered.get() > ReplicationLimits.CHUNK_BYTES) {
                // It does not read, and what waits for it is needed for others.
                session.disconnect();
            }
        }
        buffered.addAndGet(frame.length);
        session.sendBinary(
                ByteBuffer.wrap(frame),
                Callback.from(
                        () -> sent(frame.length),
                        problem -> {
                            sent(frame.length);
                            session.disconnect();
                        }));
    }

    private void sent(int bytes) {
        buffered.addAndGet(-bytes);
        outgoing.give(this, bytes);
    }

    @Override
    public int buffered() {
        return buffered.get();
    }

    /** The other side gets what was sent before, if it takes it soon. */
    @Override
    public void close(String reason) {
        session.close(StatusCode.NORMAL, shortened(reason), Callback.NOOP);
        loop.after(LINGER_MILLIS, session::disconnect);
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
