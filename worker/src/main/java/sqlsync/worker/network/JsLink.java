package sqlsync.worker.network;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** The coordinator's end of a device's connection, as whoever started the engine has made it. */
abstract class JsLink implements JSObject {
    @JSFunctor
    interface Received extends JSObject {
        void received(JSObject bytes);
    }

    @JSFunctor
    interface Ended extends JSObject {
        void ended();
    }

    @JSFunctor
    interface Linked extends JSObject {
        void linked(JsLink link);
    }

    /** Is told of each device that connects. */
    @JSBody(params = "linked", script = "globalThis.onlink = linked;")
    static native void onLink(Linked linked);

    @JSBody(
            params = {"link", "received", "ended"},
            script = "link.listen(received, ended);")
    static native void listen(JsLink link, Received received, Ended ended);

    @JSBody(
            params = {"link", "bytes"},
            script = "link.send(bytes);")
    static native void send(JsLink link, JSObject bytes);

    @JSBody(
            params = {"link", "reason"},
            script = "link.close(reason);")
    static native void close(JsLink link, String reason);
}
