package sqlsync.worker.socket;

import org.teavm.jso.JSBody;
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
        void ended(String reason);
    }

    /**
     * Opens one. What the browser refuses at once, by its policy or because it does not like the
     * URL, ends like what fails later: Chromium says nothing to the socket that a policy blocks.
     */
    @JSBody(
            params = {"url", "patience", "opened", "received", "ended"},
            script =
                    """
                    let socket = null;
                    const over = new AbortController();
                    const end = reason => {
                        if (over.signal.aborted) return;
                        over.abort();
                        ended(reason);
                    };
                    const blocked = () => end('The Content-Security-Policy of the worker does not allow '
                        + 'connections to ' + url + ' (connect-src).');
                    globalThis.addEventListener('securitypolicyviolation', event => {
                        if (event.effectiveDirective === 'connect-src' && url.startsWith(event.blockedURI)) blocked();
                    }, { signal: over.signal });
                    try {
                        socket = new WebSocket(url);
                    } catch (error) {
                        setTimeout(() => end('The browser refused the connection: ' + error.message));
                        return null;
                    }
                    const timer = setTimeout(() => {
                        socket.close();
                        end('The server did not answer in time.');
                    }, patience);
                    over.signal.onabort = () => {
                        clearTimeout(timer);
                        socket.onopen = socket.onmessage = socket.onclose = null;
                    };
                    socket.over = over;
                    socket.binaryType = 'arraybuffer';
                    socket.onopen = () => (clearTimeout(timer), opened());
                    socket.onmessage = event =>
                        received(typeof event.data === 'string' ? null : new Int8Array(event.data));
                    socket.onclose = event => end(event.reason
                        || (event.code === 1006 ? 'The server cannot be reached.'
                            : 'The connection was closed (' + event.code + ').'));
                    return socket;
                    """)
    static native JsSocket open(
            String url, int patience, Opened opened, Received received, Ended ended);

    /** Sends the bytes; they are copied. */
    @JSBody(
            params = {"socket", "bytes"},
            script = "if (socket.readyState === 1) socket.send(bytes);")
    static native void send(JsSocket socket, @JSByRef byte[] bytes);

    @JSBody(params = "socket", script = "return Math.min(socket.bufferedAmount, 0x7fffffff);")
    static native int buffered(JsSocket socket);

    /** Closes it and hears nothing of it any more. */
    @JSBody(
            params = {"socket", "reason"},
            script =
                    """
                    socket.over.abort();
                    // The protocol allows 123 bytes.
                    let text = reason;
                    while (new TextEncoder().encode(text).length > 123) text = text.slice(0, -1);
                    socket.close(1000, text);
                    """)
    static native void close(JsSocket socket, String reason);
}
