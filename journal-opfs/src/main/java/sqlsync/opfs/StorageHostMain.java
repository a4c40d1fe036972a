package sqlsync.opfs;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.BrowserTimers;
import sqlsync.browser.WebLocks;
import sqlsync.hostport.PortHost;

/**
 * Entry point of the storage host. The one message that a page, or the SharedWorker, sends it is
 * {@code { host, namespace }} with a port; the rest happens on that port, with the SharedWorker.
 */
public final class StorageHostMain {
    private interface Order extends JSObject {
        @JSProperty
        String getHost();

        @JSProperty
        String getNamespace();
    }

    @JSFunctor
    private interface Begin extends JSObject {
        void begin(Order order, MessagePort port);
    }

    private StorageHostMain() {}

    public static void main(String[] args) {
        onOrder(StorageHostMain::begin);
    }

    private static void begin(Order order, MessagePort port) {
        BrowserTimers timers = new BrowserTimers();
        OpfsDirectory directory = new OpfsDirectory(order.getNamespace(), timers);
        StorageHost host = new StorageHost(port, new OpenFiles(directory), timers);
        WebLocks.request(
                PortHost.lockName(order.getNamespace(), order.getHost()), () -> host.serve());
    }

    @JSBody(
            params = "begin",
            script = "globalThis.onmessage = event => begin(event.data, event.ports[0]);")
    private static native void onOrder(Begin begin);
}
