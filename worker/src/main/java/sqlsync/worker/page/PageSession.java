package sqlsync.worker.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.document.device.RejectedMutation;
import sqlsync.platform.Timers;
import sqlsync.worker.documents.DocumentStatus;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.Page;
import sqlsync.worker.hosts.Tab;
import sqlsync.worker.live.TabFeed;
import sqlsync.worker.messages.PagePort;
import sqlsync.worker.messages.SentMutations;
import sqlsync.worker.messages.ToPage;

/**
 * A page, from its first hello until its lock is free. It may connect over several ports, one after
 * the other.
 */
public final class PageSession implements Page, Tab {
    private final String id;
    private final TreeMap<Integer, Handle> handles = new TreeMap<>();

    /** By request: how it is given up where it waits for long. */
    private final Map<Integer, Runnable> patient = new HashMap<>();

    private PagePort port;
    private boolean visible;
    private boolean suspended;
    private final TabFeed feed;

    public PageSession(String id, Timers timers, Runnable onTrap) {
        this.id = id;
        this.feed = new TabFeed(timers, this::send, onTrap);
    }

    /** Base58, as the page made it. */
    @Override
    public String id() {
        return id;
    }

    /** The page speaks over this port from here on; what it held before stays. */
    public void connect(PagePort to, boolean isVisible) {
        if (port != null) {
            port.end();
        }
        feed.clear();
        // What still waits is asked again over the new port.
        giveUp();
        port = to;
        visible = isVisible;
        suspended = false;
    }

    /** Whether that is the port of its newest hello. */
    boolean speaksOver(PagePort which) {
        return port == which;
    }

    /** The page is gone. */
    public void end() {
        feed.clear();
        giveUp();
        port.end();
        suspended = true;
    }

    /** Says nothing any more. */
    public void silence() {
        port.silence();
    }

    void send(ToPage.Message message) {
        port.send(message);
    }

    @Override
    public boolean visible() {
        return visible;
    }

    void setVisible(boolean isVisible) {
        visible = isVisible && !suspended;
    }

    @Override
    public boolean suspended() {
        return suspended;
    }

    void suspend() {
        suspended = true;
        visible = false;
        feed.clear();
        silence();
    }

    /** Keeps how a request that may wait for long is given up. */
    void waits(int request, Runnable giveUp) {
        patient.put(request, giveUp);
    }

    /** It was answered. */
    void answered(int request) {
        patient.remove(request);
    }

    /** The page does not wait for it any more. */
    void aborted(int request) {
        Runnable giveUp = patient.remove(request);
        if (giveUp != null) {
            giveUp.run();
        }
    }

    private void giveUp() {
        List<Runnable> all = new ArrayList<>(patient.values());
        patient.clear();
        all.forEach(Runnable::run);
    }

    /** The handle of that number; null where the page never opened it. */
    Handle handle(int number) {
        return handles.get(number);
    }

    void add(Handle handle) {
        handles.put(handle.number(), handle);
    }

    @Override
    public void remove(Handle handle) {
        handles.remove(handle.number(), handle);
        feed.removeAll(handle.number());
    }

    /** What it is told of the queries that it watches. */
    TabFeed feed() {
        return feed;
    }

    public List<Handle> handles() {
        return new ArrayList<>(handles.values());
    }

    @Override
    public void askForToken(int handle, String ask) {
        send(ToPage.token(handle, ask));
    }

    @Override
    public void status(int handle, DocumentStatus status) {
        send(ToPage.status(handle, SentStatus.of(status)));
    }

    @Override
    public void durable(int handle, double sequence) {
        send(ToPage.durable(handle, sequence));
    }

    @Override
    public void settled(int handle, String mutation, RejectedMutation rejected) {
        send(ToPage.settled(handle, mutation, SentMutations.outcome(rejected)));
    }

    @Override
    public void rejected(int handle, RejectedMutation rejected) {
        send(ToPage.rejected(handle, SentMutations.rejected(rejected)));
    }

    @Override
    public void closed(int handle, String why) {
        send(ToPage.closed(handle, why));
    }

    @Override
    public void lend(String host) {
        send(ToPage.lend(host));
    }

    @Override
    public void unlend(String host) {
        send(ToPage.unlend(host));
    }

    @Override
    public void queriesChanged() {
        feed.wake();
    }
}
