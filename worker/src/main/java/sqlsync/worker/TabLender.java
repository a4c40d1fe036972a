package sqlsync.worker;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.teavm.jso.workers.MessagePort;
import sqlsync.hosting.HostLender;
import sqlsync.hosting.HostLink;
import sqlsync.hosting.PortHost;
import sqlsync.platform.Timers;

/**
 * Borrows storage hosts from tabs, for browsers without workers in a SharedWorker. A visible tab is
 * asked before a hidden one, a suspended one never; one after the other, each for a limited time,
 * and all of them again when none had one.
 */
final class TabLender implements HostLender {
    private static final int LEND_MILLIS = 1_000;
    private static final int PAUSE_MILLIS = 100;

    /** So often every page is asked before it is said that none has a host. */
    private static final int ROUNDS_MAX = 5;

    private final String namespace;
    private final String instance;
    private final Supplier<Collection<PageSession>> pages;
    private final Supplier<String> newId;
    private final Timers timers;

    /** Asked in this round, and not to be asked again in it. */
    private final Set<String> asked = new HashSet<>();

    private int rounds;
    private String refusal = "";
    private Borrower borrower;
    private String silent;
    private PageSession asking;
    private String host;
    private PortHost coming;
    private PortHost lent;
    private Timers.Cancellable deadline;

    /**
     * @param instance the lock of this worker: hosts end when it is free
     */
    TabLender(
            String namespace,
            String instance,
            Supplier<Collection<PageSession>> pages,
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
        asked.clear();
        rounds = 0;
        timers.soon(this::pagesChanged);
    }

    @Override
    public void giveBack(HostLink link) {
        if (link == lent) {
            lent = null;
        }
        for (PageSession page : pages.get()) {
            if (page.id().equals(link.lender())) {
                page.send(PageMessages.unlend(link.host()));
            }
        }
    }

    /** A page came, or came back: somebody to ask, perhaps. */
    void pagesChanged() {
        if (borrower != null && asking == null) {
            askNext();
        }
    }

    /** A page is gone, or suspended, and its host with it. */
    void pageLost(PageSession page) {
        if (asking == page) {
            stopAsking();
            askNext();
        }
        if (lent != null && lent.lender().equals(page.id())) {
            lent.lost();
        }
    }

    /**
     * A page's answer to being asked.
     *
     * @param port null where it has no host to lend, and {@code message} says why
     */
    void answered(PageSession page, String ofHost, MessagePort port, String message) {
        if (asking != page || !ofHost.equals(host)) {
            if (port != null) {
                port.close();
                page.send(PageMessages.unlend(ofHost));
            }
        } else if (port == null) {
            refusal = message == null ? "it does not say why." : message;
            stopAsking();
            askNext();
        } else {
            coming = new PortHost(namespace, host, page.id(), instance, port, this::ready);
        }
    }

    private void ready(PortHost host) {
        if (host != coming) {
            host.end();
            return;
        }
        Borrower to = borrower;
        lent = coming;
        borrower = null;
        asked.clear();
        stopAsking();
        to.lent(lent);
    }

    private void askNext() {
        PageSession next = choose();
        if (next == null) {
            if (!asked.isEmpty()) {
                roundEnded();
            }
            return;
        }
        asking = next;
        asked.add(next.id());
        host = newId.get();
        deadline = timers.after(LEND_MILLIS, this::tooLate);
        next.send(PageMessages.lend(host));
    }

    private void roundEnded() {
        asked.clear();
        silent = null;
        if (++rounds < ROUNDS_MAX) {
            timers.after(PAUSE_MILLIS, this::pagesChanged);
            return;
        }
        Borrower to = borrower;
        borrower = null;
        to.refused("No page could start its storage host: " + refusal);
    }

    private void tooLate() {
        refusal = "it did not begin in time.";
        PageSession page = asking;
        page.send(PageMessages.unlend(host));
        stopAsking();
        askNext();
    }

    private void stopAsking() {
        asking = null;
        host = null;
        coming = null;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private PageSession choose() {
        PageSession best = null;
        for (PageSession page : pages.get()) {
            if (!page.suspended()
                    && !asked.contains(page.id())
                    && (best == null || rank(page) >= rank(best))) {
                best = page;
            }
        }
        return best;
    }

    /** Of two pages of one rank, the one that came later. */
    private int rank(PageSession page) {
        return page.id().equals(silent) ? 0 : page.visible() ? 2 : 1;
    }
}
