package sqlsync.worker;

import java.util.function.Supplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLink;
import sqlsync.hosting.PortHost;

/** Starts hosts as workers of this worker's own, where the browser lets it (Firefox). */
final class OwnLender implements HostLender {
    /** The lender of such hosts, as in {@link HostLink#lender}. */
    static final String NAME = "shared-worker";

    private final String namespace;
    private final String instance;
    private final String url;
    private final Supplier<String> newId;
    private Started started;

    private interface Started extends JSObject {}

    @JSFunctor
    private interface Failed extends JSObject {
        void failed();
    }

    OwnLender(String namespace, String instance, String url, Supplier<String> newId) {
        this.namespace = namespace;
        this.instance = instance;
        this.url = url;
        this.newId = newId;
    }

    /** Whether a worker can start workers here. */
    @JSBody(script = "return typeof Worker === 'function';")
    static native boolean possible();

    @Override
    public void lend(String silent, Borrower borrower) {
        String host = newId.get();
        started =
                start(
                        url,
                        host,
                        namespace,
                        () -> borrower.refused("The storage host could not be started: " + url));
        new PortHost(namespace, host, NAME, instance, port(started), borrower::lent);
    }

    @Override
    public void giveBack(HostLink link) {
        if (started != null) {
            terminate(started);
            started = null;
        }
    }

    @JSBody(
            params = {"url", "host", "namespace", "failed"},
            script =
                    """
                    const worker = new Worker(url, { type: 'module', name: 'sqlsync storage host' });
                    worker.onerror = failed;
                    const channel = new MessageChannel();
                    worker.postMessage({ host: host, namespace: namespace }, [channel.port1]);
                    return { worker: worker, port: channel.port2 };
                    """)
    private static native Started start(String url, String host, String namespace, Failed failed);

    @JSBody(params = "started", script = "return started.port;")
    private static native MessagePort port(Started started);

    @JSBody(params = "started", script = "started.worker.terminate();")
    private static native void terminate(Started started);
}
