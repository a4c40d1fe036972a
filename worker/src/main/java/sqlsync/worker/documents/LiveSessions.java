package sqlsync.worker.documents;

import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.browser.Entry;
import sqlsync.document.Document;

/** The page sessions whose lock is held, whether or not they have connected to this worker. */
public final class LiveSessions {
    private final String lockPrefix;
    private final Supplier<? extends Collection<? extends Page>> connected;

    @JSFunctor
    private interface Names extends JSObject {
        void names(String[] names);
    }

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
        heldLocks(
                names ->
                        Entry.guard(
                                () -> {
                                    TreeSet<String> live = new TreeSet<>();
                                    for (String name : names) {
                                        if (name.startsWith(lockPrefix)) {
                                            live.add(name.substring(lockPrefix.length()));
                                        }
                                    }
                                    for (Page page : connected.get()) {
                                        live.add(page.id());
                                    }
                                    document.retainSessions(live);
                                }));
    }

    @JSBody(
            params = "names",
            script =
                    "navigator.locks.query().then(all => names(all.held.map(lock => lock.name)),"
                            + " () => {});")
    private static native void heldLocks(Names names);
}
