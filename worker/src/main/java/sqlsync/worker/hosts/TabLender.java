package sqlsync.worker.hosts;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.teavm.jso.workers.MessagePort;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLink;
import sqlsync.hostport.PortHost;
import sqlsync.platform.Timers;

/**
 * Asks tabs for storage hosts, in browsers whose SharedWorker cannot start a worker.
 *
 * <p>Visible tabs are asked before hidden ones, suspended tabs never. If a tab does not answer
 * soon, the next one is asked as well, and the first host that is ready is taken; the others are
 * returned.
 */
public final class TabLender implements HostLender {
    /** How long a tab is waited for before another is asked too. */
    private static final int PATIENCE_MILLIS = 400;

    private static final int PAUSE_MILLIS = 100;

    /** So often every tab has to say that it has none before it is said that there is none. */
    private static final int ROUNDS_MAX = 5;

    private final String namespace;
    private final String instance;
    private final Supplier<? extends Collection<? extends Tab>> pages;
    private final Supplier<String> newId;
    private final Timers timers;

    /** By the id of the host that a tab was asked for, in the order of asking. */
    private final Map<String, Tab> outstanding = new LinkedHashMap<>();

    /** Sessions that were asked in this round, and are not to be asked again in it. */
    private final Set<String> asked = new HashSet<>();

    private Borrower borrower;
    private String silent;

    /** What a page said that has no host; null while none has in this round. */
    private String refusal;

    private int rounds;
    private PortHost lent;
    private Timers.Cancellable next;

    /**
     * @param instance the lock of this worker: hosts end when it is free
     */
    public TabLender(
            String namespace,
            String instance,
            Supplier<? extends Collection<? extends Tab>> pages,
            Supplier<String> newId,
            Timers timers) {
        this.namespace = namespace;
        this.instance = instance;
        this.pages = pages;
        this.newId = newId;
        this.timers = timers;
    }

    @Override
    public void lend(String silentLender, Borrower to) {
        borrower = to;
        silent = silentLender;
        rounds = 0;
        asked.clear();
        askLater(0);
    }

    @Override
    public void giveBack(HostLink link) {
        if (link == lent) {
            lent = null;
        }
        for (Tab page : pages.get()) {
            if (page.id().equals(link.lender())) {
                page.unlend(link.host());
            }
        }
    }

    /** A page came, or came back: somebody to ask, perhaps. */
    public void pagesChanged() {
        if (borrower != null && outstanding.isEmpty()) {
            askLater(0);
        }
    }

    /** A page is gone, or suspended, or new on its port, and its hosts are gone. */
    public void pageLost(Tab page) {
        outstanding.values().removeIf(each -> each == page);
        asked.remove(page.id());
        pagesChanged();
        if (lent != null && lent.lender().equals(page.id())) {
            lent.lost();
        }
    }

    /**
     * A page's answer to being asked; a host that it lent may still turn out not to start.
     *
     * @param port null where it has no host to lend, and {@code message} says why
     */
    public void answered(Tab page, String host, MessagePort port, String message) {
        boolean wanted = outstanding.containsKey(host);
        if (port == null) {
            if (wanted) {
                outstanding.remove(host);
                refusal = message == null ? "it does not say why." : message;
                askLater(0);
            }
        } else if (!wanted) {
            port.close();
            page.unlend(host);
        } else {
            new PortHost(namespace, host, page.id(), instance, port, this::ready);
        }
    }

    private void ready(PortHost host) {
        if (outstanding.remove(host.host()) == null) {
            host.end();
            return;
        }
        for (Map.Entry<String, Tab> late : outstanding.entrySet()) {
            late.getValue().unlend(late.getKey());
        }
        outstanding.clear();
        next.cancel();
        Borrower to = borrower;
        borrower = null;
        lent = host;
        to.lent(host);
    }

    private void askLater(int milliseconds) {
        if (next != null) {
            next.cancel();
        }
        next = timers.after(milliseconds, this::askNext);
    }

    private void askNext() {
        if (borrower == null) {
            return;
        }
        Tab page = choose();
        if (page != null) {
            String host = newId.get();
            asked.add(page.id());
            outstanding.put(host, page);
            page.lend(host);
            askLater(PATIENCE_MILLIS);
        } else if (outstanding.isEmpty() && !asked.isEmpty()) {
            endRound();
        }
    }

    private void endRound() {
        asked.clear();
        silent = null;
        if (refusal != null && ++rounds == ROUNDS_MAX) {
            Borrower to = borrower;
            borrower = null;
            to.refused("No page could start its storage host: " + refusal);
        } else {
            askLater(PAUSE_MILLIS);
        }
        refusal = null;
    }

    private Tab choose() {
        Tab best = null;
        for (Tab page : pages.get()) {
            if (!page.suspended()
                    && !asked.contains(page.id())
                    && (best == null || rank(page) >= rank(best))) {
                best = page;
            }
        }
        return best;
    }

    /** Of two pages of one rank, the one that came later. */
    private int rank(Tab page) {
        return page.id().equals(silent) ? 0 : page.visible() ? 2 : 1;
    }
}
