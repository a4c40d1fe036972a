package sqlsync.worker.socket;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** A WebSocket of the browser. */
abstract class JsSocket implements JSObject {
    @JSFunctor
    interface Opened extends JSObject {
        void opened();
    }

    @JSFunctor
    interface Received extends JSObject {
        /**
         * @param bytes an {@code Int8Array}; null for a message of text
         */
        void received(JSObject bytes);
    }

    @JSFunctor
    interface Ended extends JSObject {
        /**
         * @param code of the WebSocket's close; 0 where it was not closed by the other end
         */
        void ended(int code, String reason);
    }

    /**
     * Opens one. What the browser refuses at once ends like what fails later.
     *
     * @return null where the browser refused to make one
     */
    @JSBody(
            params = {"url", "patience", "opened", "received", "ended"},
            script = "return sockets.openSocket(url, patience, opened, received, ended);",
            imports = @JSBodyImport(alias = "sockets", fromModule = "./socket.js"))
    static native JsSocket open(
            String url, int patience, Opened opened, Received received, Ended ended);

    /** Sends the bytes; they are copied. */
    @JSBody(
            params = {"socket", "bytes"},
            script = "sockets.sendOver(socket, bytes);",
            imports = @JSBodyImport(alias = "sockets", fromModule = "./socket.js"))
    static native void send(JsSocket socket, @JSByRef byte[] bytes);

    @JSBody(
            params = "socket",
            script = "return Math.min(socket.socket.bufferedAmount, 0x7fffffff);")
    static native int buffered(JsSocket socket);

    /** Closes it and hears nothing of it any more. */
    @JSBody(
            params = {"socket", "reason"},
            script = "sockets.closeSocket(socket, reason);",
            imports = @JSBodyImport(alias = "sockets", fromModule = "./socket.js"))
    static native void close(JsSocket socket, String reason);
}
