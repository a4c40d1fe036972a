package sqlsync.worker.messages;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.workers.MessagePort;
import sqlsync.platform.Timers;

/** The port of a page. Messages are gathered during one event and posted as one array, in order. */
public final class PagePort {
    private final MessagePort port;
    private final Timers timers;
    private JSArray<ToPage.Message> gathered = new JSArray<>();
    private JSArray<JSObject> transferred = new JSArray<>();
    private boolean over;

    public PagePort(MessagePort port, Timers timers) {
        this.port = port;
        this.timers = timers;
    }

    public void send(ToPage.Message message) {
        if (over) {
            return;
        }
        if (gathered.getLength() == 0) {
            timers.soon(this::leave);
        }
        gathered.push(message);
    }

    /**
     * Sends a message; the buffer of {@code bytes}, which is in it, goes along and is gone here.
     */
    public void send(ToPage.Message message, JSObject bytes) {
        send(message);
        transferred.push(buffer(bytes));
    }

    /**
     * Nothing leaves here any more: a message would throw the page out of the back/forward cache.
     * One that comes back from there says hello over a new port, and asks again.
     */
    public void silence() {
        over = true;
    }

    /** The page is gone, or speaks over another port now. */
    public void end() {
        over = true;
        port.close();
    }

    private void leave() {
        JSArray<ToPage.Message> messages = gathered;
        JSArray<JSObject> buffers = transferred;
        gathered = new JSArray<>();
        transferred = new JSArray<>();
        if (!over) {
            post(port, messages, buffers);
        }
    }

    @JSBody(params = "bytes", script = "return bytes.buffer;")
    private static native JSObject buffer(JSObject bytes);

    @JSBody(
            params = {"port", "messages", "buffers"},
            script = "port.postMessage(messages, buffers);")
    private static native void post(
            MessagePort port, JSArray<ToPage.Message> messages, JSArray<JSObject> buffers);
}
