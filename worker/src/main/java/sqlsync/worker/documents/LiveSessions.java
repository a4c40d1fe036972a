package sqlsync.worker.documents;

import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Supplier;
import sqlsync.browser.WebLocks;
import sqlsync.document.Document;

/** The page sessions whose lock is held, whether or not they have connected to this worker. */
public final class LiveSessions {
    private final String lockPrefix;
    private final Supplier<? extends Collection<? extends Page>> connected;

    public LiveSessions(
            String namespace, Supplier<? extends Collection<? extends Page>> connected) {
        this.lockPrefix = lockName(namespace, "");
        this.connected = connected;
    }

    /** The lock that a page holds while it lives. */
    public static String lockName(String namespace, String session) {
        return "sqlsync/" + namespace + "/page/" + session;
    }

    /**
     * Makes a document that was just opened forget the sessions of pages that are gone. Sessions
     * that connect while the browser is asked are kept: the answer may be older than they are.
     */
    void retainIn(Document document) {
        WebLocks.held(
                lockPrefix,
                names -> {
                    TreeSet<String> live = new TreeSet<>();
                    for (String name : names) {
                        live.add(name.substring(lockPrefix.length()));
                    }
                    for (Page page : connected.get()) {
                        live.add(page.id());
                    }
                    document.retainSessions(live);
                });
    }
}
