package sqlsync.worker.socket;

import org.teavm.jso.JSObject;
import sqlsync.ErrorCode;
import sqlsync.browser.Entry;
import sqlsync.browser.JsBytes;
import sqlsync.platform.Link;
import sqlsync.replication.CloseCode;
import sqlsync.replication.LinkOpener;

/** Opens the browser's WebSockets. */
public final class WebSocketOpener implements LinkOpener {
    /** How long a socket may take to open; a policy of the site can make it take for ever. */
    private static final int PATIENCE_MILLIS = 15_000;

    @Override
    public Link open(String url, Listener listener) {
        WebSocketLink link = new WebSocketLink();
        link.socket =
                JsSocket.open(
                        url,
                        PATIENCE_MILLIS,
                        () -> Entry.guard(listener::opened),
                        bytes -> Entry.guard(() -> link.received(bytes, listener)),
                        (code, reason) -> Entry.guard(() -> link.ended(code, reason, listener)));
        return link;
    }

    private static final class WebSocketLink implements Link {
        /** Null where the browser refused to make one. */
        private JsSocket socket;

        private boolean over;

        void received(JSObject bytes, Listener listener) {
            if (bytes != null) {
                listener.received(JsBytes.of(bytes));
            } else {
                close("A message of text came.");
                listener.ended("A message of text came.");
            }
        }

        void ended(int code, String reason, Listener listener) {
            if (over) {
                return;
            }
            over = true;
            if (code == CloseCode.ORIGIN_REFUSED) {
                listener.refused(ErrorCode.ORIGIN_REFUSED.text(), reason);
            } else {
                listener.ended(reason);
            }
        }

        @Override
        public void send(byte[] frame) {
            if (!over && socket != null) {
                JsSocket.send(socket, frame);
            }
        }

        @Override
        public int buffered() {
            return over || socket == null ? 0 : JsSocket.buffered(socket);
        }

        @Override
        public void close(String reason) {
            if (!over) {
                over = true;
                if (socket != null) {
                    JsSocket.close(socket, reason);
                }
            }
        }
    }
}
