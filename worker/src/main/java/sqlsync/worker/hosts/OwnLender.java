package sqlsync.worker.hosts;

import java.util.function.Supplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.Entry;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLink;
import sqlsync.hostport.PortHost;
import sqlsync.platform.Timers;

/**
 * Starts storage hosts as workers of this SharedWorker, where the browser allows it (Firefox).
 *
 * <p>In rare cases Firefox never runs such a worker and reports nothing. So after a while the host
 * is terminated, and from then on tabs are asked.
 */
public final class OwnLender implements HostLender {
    /** The lender of such hosts, as in {@link HostLink#lender}. */
    public static final String NAME = "shared-worker";

    private static final int PATIENCE_MILLIS = 2_500;

    private final String namespace;
    private final String instance;
    private final String url;
    private final Supplier<String> newId;
    private final HostLender tabs;
    private final Timers timers;
    private Started started;
    private Timers.Cancellable patience;
    private boolean inVain;

    private interface Started extends JSObject {}

    @JSFunctor
    private interface Failed extends JSObject {
        void failed();
    }

    /**
     * @param tabs asked where none of its own starts
     */
    public OwnLender(
            String namespace,
            String instance,
            String url,
            Supplier<String> newId,
            HostLender tabs,
            Timers timers) {
        this.namespace = namespace;
        this.instance = instance;
        this.url = url;
        this.newId = newId;
        this.tabs = tabs;
        this.timers = timers;
    }

    /** Whether a worker can start workers here. */
    @JSBody(script = "return typeof Worker === 'function';")
    public static native boolean possible();

    @Override
    public void lend(String silent, Borrower borrower) {
        if (inVain) {
            tabs.lend(silent, borrower);
            return;
        }
        String host = newId.get();
        Started starting =
                start(
                        url,
                        host,
                        namespace,
                        () ->
                                Entry.guard(
                                        () -> {
                                            if (isAwaited()) {
                                                giveUp();
                                                borrower.refused(
                                                        "The storage host could not be started: "
                                                                + url);
                                            }
                                        }));
        started = starting;
        patience =
                timers.after(
                        PATIENCE_MILLIS,
                        () -> {
                            giveUp();
                            inVain = true;
                            tabs.lend(silent, borrower);
                        });
        new PortHost(
                namespace,
                host,
                NAME,
                instance,
                port(starting),
                ready -> {
                    if (started == starting && isAwaited()) {
                        patience.cancel();
                        patience = null;
                        borrower.lent(ready);
                    } else {
                        ready.end();
                    }
                });
    }

    private boolean isAwaited() {
        return patience != null;
    }

    private void giveUp() {
        patience.cancel();
        patience = null;
        terminate(started);
        started = null;
    }

    @Override
    public void giveBack(HostLink link) {
        if (!link.lender().equals(NAME)) {
            tabs.giveBack(link);
        } else if (started != null) {
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
