package sqlsync.compiled;

import java.util.HashMap;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.workers.MessagePort;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLink;
import sqlsync.hostport.PortHost;

/** Storage hosts of one page, which starts the product's own script for each. */
final class PageLender implements HostLender {
    private static final Map<String, PageLender> AWAITING = new HashMap<>();
    private static int hosts;

    private final String namespace;
    private final String instance;
    private final MessagePort page;
    private Borrower borrower;

    /**
     * @param instance a lock that this worker holds: hosts end when it is free
     */
    PageLender(String namespace, String instance, MessagePort page) {
        this.namespace = namespace;
        this.instance = instance;
        this.page = page;
    }

    @Override
    public void lend(String silent, Borrower to) {
        borrower = to;
        String host = namespace + "-" + ++hosts;
        AWAITING.put(host, this);
        ask(page, host, namespace);
    }

    /** The page's answer. */
    static void lent(String host, MessagePort port) {
        PageLender lender = AWAITING.remove(host);
        new PortHost(
                lender.namespace,
                host,
                "page",
                lender.instance,
                port,
                ready -> lender.borrower.lent(ready));
    }

    @Override
    public void giveBack(HostLink link) {
        unlend(page, link.host());
    }

    @JSBody(
            params = {"page", "host", "namespace"},
            script = "page.postMessage({ op: 'lend', host: host, namespace: namespace });")
    private static native void ask(MessagePort page, String host, String namespace);

    @JSBody(
            params = {"page", "host"},
            script = "page.postMessage({ op: 'unlend', host: host });")
    private static native void unlend(MessagePort page, String host);
}
