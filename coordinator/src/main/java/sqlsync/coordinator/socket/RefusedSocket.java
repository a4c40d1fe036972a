package sqlsync.coordinator.socket;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * A connection that is closed as soon as it is open. A browser keeps the answer to a refused
 * upgrade from the page; a close code and its reason it passes on.
 */
public final class RefusedSocket implements Session.Listener {
    /** The protocol of WebSockets allows no more. */
    private static final int REASON_BYTES_MAX = 123;

    private final int code;
    private final String reason;

    RefusedSocket(int code, String reason) {
        this.code = code;
        this.reason = shortened(reason);
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.close(code, reason, Callback.NOOP);
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
