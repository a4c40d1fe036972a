package sqlsync.coordinator.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.platform.Link;

/** A WebSocket as core's link. What is buffered, any thread may ask. */
final class SocketLink implements Link {
    /** What a close frame has room for. */
    private static final int REASON_BYTES_MAX = 123;

    /** A device that does not take the end of a connection is not waited for. */
    private static final int LINGER_MILLIS = 3_000;

    private final Session session;
    private final EventLoop loop;
    private final AtomicInteger buffered = new AtomicInteger();

    /**
     * @param loop of the connection
     */
    SocketLink(Session session, EventLoop loop) {
        this.session = session;
        this.loop = loop;
    }

    @Override
    public void send(byte[] frame) {
        buffered.addAndGet(frame.length);
        session.sendBinary(
                ByteBuffer.wrap(frame),
                Callback.from(
                        () -> buffered.addAndGet(-frame.length),
                        problem -> {
                            buffered.addAndGet(-frame.length);
                            session.disconnect();
                        }));
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
