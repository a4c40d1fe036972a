package sqlsync.worker.page;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.JsFields;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.hosts.TabLender;
import sqlsync.worker.live.Watch;
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
        add("took", (page, message, none) -> page.feed().took(number(message, "m", 0)));
        // Chromium tells pages only, not workers.
        add("online", (page, message, none) -> coordinators.online());
        add("token", this::token);
        add("lent", this::lent);
        types.put("abort", new NoticeType(this::dropRead, Notices::abort));
        types.put("suspend", new NoticeType(this::dropReads, this::suspend));
    }

    private void add(String type, NoticeType.Handler handler) {
        types.put(type, new NoticeType(NoticeType.NOTHING, handler));
    }

    NoticeType of(String type) {
        return types.getOrDefault(type, UNKNOWN);
    }

    private void visible(PageSession page, JSObject message, Supplier<MessagePort> none) {
        page.setVisible(JsFields.flag(message, "visible"));
        tabs.pagesChanged();
        if (page.visible()) {
            // A device that slept may not say that it has a network again.
            coordinators.online();
        }
    }

    private static void subscribe(PageSession page, JSObject message, Supplier<MessagePort> none) {
        Handle handle = handle(page, message);
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

    private static Watch watch(Handle handle, JSObject message) {
        return new Watch(handle.number(), handle.document(), message);
    }

    private static void unsubscribe(
            PageSession page, JSObject message, Supplier<MessagePort> none) {
        Handle handle = handle(page, message);
        if (handle != null) {
            handle.whenOpen(() -> page.feed().remove(number(message, "s", 0)));
        }
    }

    private void token(PageSession page, JSObject message, Supplier<MessagePort> none) {
        tokens.answered(
                JsFields.text(message, "ask"),
                handle(page, message),
                JsFields.text(message, "token"),
                JsFields.text(message, "message"));
    }

    private void lent(PageSession page, JSObject message, Supplier<MessagePort> transferred) {
        tabs.answered(
                page,
                JsFields.text(message, "host"),
                JsFields.flag(message, "ok") ? transferred.get() : null,
                JsFields.text(message, "message"));
    }

    private void dropRead(PageSession page, JSObject message, Supplier<MessagePort> none) {
        inbox.abort(page, number(message, "request", -1));
    }

    private static void abort(PageSession page, JSObject message, Supplier<MessagePort> none) {
        page.aborted(number(message, "request", -1));
    }

    /** The page asks again when it is back. */
    private void dropReads(PageSession page, JSObject message, Supplier<MessagePort> none) {
        inbox.abortAll(page);
    }

    private void suspend(PageSession page, JSObject message, Supplier<MessagePort> none) {
        page.suspend();
        tabs.pageLost(page);
    }

    private static Handle handle(PageSession page, JSObject message) {
        return page.handle(number(message, "h", -1));
    }

    private static int number(JSObject message, String field, int otherwise) {
        return (int) JsFields.number(message, field, otherwise);
    }
}
