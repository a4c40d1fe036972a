package sqlsync.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.teavm.jso.JSObject;
import sqlsync.platform.Timers;

/** A page, from its first hello until its lock is free. Its port may change in between. */
final class PageSession {
    private final String id;
    private final TreeMap<Integer, Handle> handles = new TreeMap<>();
    private PagePort port;
    private boolean visible;
    private boolean suspended;
    private final TabFeed feed;

    PageSession(String id, Timers timers, Requests.OnTrap onTrap) {
        this.id = id;
        this.feed = new TabFeed(timers, this::send, onTrap);
    }

    /** Base58, as the page made it. */
    String id() {
        return id;
    }

    /** The page speaks over this port from here on; what it held before stays. */
    void connect(PagePort to, boolean isVisible) {
        if (port != null) {
            port.end();
        }
        feed.clear();
        port = to;
        visible = isVisible;
        suspended = false;
    }

    /** The page is gone. */
    void end() {
        feed.clear();
        port.end();
        suspended = true;
    }

    /** Says nothing any more. */
    void silence() {
        port.silence();
    }

    void send(JSObject message) {
        port.send(message);
    }

    boolean visible() {
        return visible;
    }

    void setVisible(boolean isVisible) {
        visible = isVisible && !suspended;
    }

    /** Hidden for good, or in the back/forward cache: of no use as a host, and not spoken to. */
    boolean suspended() {
        return suspended;
    }

    void suspend() {
        suspended = true;
        visible = false;
        feed.clear();
        silence();
    }

    /** The handle of that number; null where the page never opened it. */
    Handle handle(int number) {
        return handles.get(number);
    }

    void add(Handle handle) {
        handles.put(handle.number(), handle);
    }

    void remove(Handle handle) {
        handles.remove(handle.number(), handle);
        feed.remove(handle);
    }

    /** What it is told of the queries that it watches. */
    TabFeed feed() {
        return feed;
    }

    List<Handle> handles() {
        return new ArrayList<>(handles.values());
    }
}
