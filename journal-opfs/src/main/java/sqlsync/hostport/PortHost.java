package sqlsync.hostport;

import java.util.function.Consumer;
import org.teavm.jso.dom.events.MessageEvent;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.Entry;
import sqlsync.browser.WebLocks;
import sqlsync.hosting.HostLink;
import sqlsync.hosting.HostRequest;

/** The line to a host over a {@code MessagePort}, and the watch on its lock. */
public final class PortHost implements HostLink {
    private static int lastGeneration;

    private final String host;
    private final String lender;
    private final String lock;
    private final String instance;
    private final MessagePort port;
    private final int generation = ++lastGeneration;
    private final Consumer<PortHost> ready;
    private Listener listener;
    private WebLocks.Claim watch;
    private boolean over;

    /**
     * @param ready called when the host holds its lock and listens
     */
    public PortHost(
            String namespace,
            String host,
            String lender,
            String instance,
            MessagePort port,
            Consumer<PortHost> ready) {
        this.host = host;
        this.lender = lender;
        this.lock = lockName(namespace, host);
        this.instance = instance;
        this.port = port;
        this.ready = ready;
        port.onMessage(event -> Entry.guard(() -> received(event)));
        port.start();
    }

    /** The lock that a host holds while it lives. */
    public static String lockName(String namespace, String host) {
        return "sqlsync/" + namespace + "/host/" + host;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String lender() {
        return lender;
    }

    @Override
    public void begin(Listener to) {
        listener = to;
        watch = WebLocks.whenFree(lock, this::lost);
        port.postMessage(HostMessages.begin(generation, instance));
    }

    /** The host is known to be gone, whatever its lock says. */
    public void lost() {
        if (!over && listener != null) {
            listener.died();
        }
    }

    @Override
    public void send(int number, HostRequest request) {
        port.postMessage(HostMessages.encode(generation, number, request));
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        over = true;
        if (watch != null) {
            watch.release();
        }
        port.postMessage(HostMessages.bare("end"));
        port.close();
    }

    private void received(MessageEvent event) {
        HostMessages.Message message = (HostMessages.Message) event.getData();
        if (over) {
            return;
        }
        if (message.getOp().equals("ready")) {
            ready.accept(this);
        } else if (listener != null && message.getGeneration() == generation) {
            listener.answered(message.getNumber(), HostMessages.decodeAnswer(message));
        }
    }
}
