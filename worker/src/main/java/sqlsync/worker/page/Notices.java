package sqlsync.worker.page;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.hosts.TabLender;
import sqlsync.worker.live.Watch;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.socket.Coordinators;
import sqlsync.worker.tokens.TokenRequests;

/** The messages of pages that want no answer, by type. */
public final class Notices {
    /** A newer page may say what this version does not know. */
    private static final NoticeType UNKNOWN =
            new NoticeType(NoticeType.NOTHING, NoticeType.NOTHING);

    private final Inbox inbox;
    private final TabLender tabs;
    private final Coordinators coordinators;
    private final TokenRequests tokens;
    private final Map<String, NoticeType> types = new HashMap<>();

    public Notices(Inbox inbox, TabLender tabs, Coordinators coordinators, TokenRequests tokens) {
        this.inbox = inbox;
        this.tabs = tabs;
        this.coordinators = coordinators;
        this.tokens = tokens;
        add("visible", this::visible);
        add("subscribe", Notices::subscribe);
        add("unsubscribe", Notices::unsubscribe);
        add("took", Notices::took);
        // Chromium tells pages only, not workers.
        add("online", (page, message, none) -> coordinators.online());
        add("token", this::token);
        add("lent", this::lent);
        add("abort", this::dropRead, Notices::abort);
        add("suspend", this::dropReads, this::suspend);
    }

    private <M extends JSObject> void add(String type, NoticeType.Handler<M> handler) {
        add(type, NoticeType.NOTHING, handler);
    }

    private <F extends JSObject, M extends JSObject> void add(
            String type, NoticeType.Handler<F> onArrival, NoticeType.Handler<M> inOrder) {
        types.put(type, new NoticeType(onArrival, inOrder));
    }

    /** The types that there are. */
    Set<String> types() {
        return types.keySet();
    }

    /** The one of that name; for what is not known, one that does nothing. */
    NoticeType of(String type) {
        return types.getOrDefault(type, UNKNOWN);
    }

    private void visible(
            PageSession page, FromPage.VisibleNotice message, Supplier<MessagePort> none) {
        page.setVisible(message.isVisible());
        tabs.pagesChanged();
        if (page.visible()) {
            // A device that slept may not say that it has a network again.
            coordinators.online();
        }
    }

    private static void subscribe(
            PageSession page, FromPage.SubscribeNotice message, Supplier<MessagePort> none) {
        Handle handle = page.handle(message.getH());
        // Without one it was closed meanwhile: the page knows, or is about to be told.
        if (handle != null) {
            handle.whenOpen(
                    () -> {
                        if (!handle.isClosed()) {
                            page.feed().add(watch(handle, message));
                        }
                    });
        }
    }

    private static Watch watch(Handle handle, FromPage.SubscribeNotice message) {
        return new Watch(handle.number(), handle.document(), message);
    }

    private static void unsubscribe(
            PageSession page, FromPage.UnsubscribeNotice message, Supplier<MessagePort> none) {
        Handle handle = page.handle(message.getH());
        if (handle != null) {
            handle.whenOpen(() -> page.feed().remove(message.getS()));
        }
    }

    private static void took(
            PageSession page, FromPage.TookNotice message, Supplier<MessagePort> none) {
        page.feed().took(message.getM());
    }

    private void token(PageSession page, FromPage.TokenNotice message, Supplier<MessagePort> none) {
        tokens.answered(
                message.getAsk(),
                page.handle(message.getH()),
                FromPage.text(message.getToken()),
                FromPage.text(message.getMessage()));
    }

    private void lent(
            PageSession page, FromPage.LentNotice message, Supplier<MessagePort> transferred) {
        tabs.answered(
                page,
                message.getHost(),
                message.isOk() ? transferred.get() : null,
                FromPage.text(message.getMessage()));
    }

    private void dropRead(
            PageSession page, FromPage.AbortNotice message, Supplier<MessagePort> none) {
        inbox.abort(page, message.getRequest());
    }

    private static void abort(
            PageSession page, FromPage.AbortNotice message, Supplier<MessagePort> none) {
        page.aborted(message.getRequest());
    }

    /** The page asks again when it is back. */
    private void dropReads(PageSession page, FromPage.Message message, Supplier<MessagePort> none) {
        inbox.abortAll(page);
    }

    private void suspend(PageSession page, FromPage.Message message, Supplier<MessagePort> none) {
        page.suspend();
        tabs.pageLost(page);
    }
}
