package sqlsync.worker;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.dom.events.MessageEvent;
import org.teavm.jso.workers.MessagePort;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.BrowserClock;
import sqlsync.browser.BrowserRandomness;
import sqlsync.browser.BrowserTimers;
import sqlsync.browser.Entry;
import sqlsync.browser.JsCrc32c;
import sqlsync.platform.Completion;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.PagePort;
import sqlsync.worker.messages.ToPage;
import sqlsync.worker.page.PageSession;

/**
 * Entry point of the SharedWorker. It takes each port and waits for its hello. The first hello has
 * the URLs of the other files, and creates the {@link Instance}.
 */
public final class WorkerMain {
    /** The messages between page and worker that this version speaks. */
    private static final int PROTOCOL = 1;

    private static final BrowserTimers TIMERS = new BrowserTimers();
    private static BrowserRandomness randomness;
    private static Instance instance;

    @JSFunctor
    private interface OnPort extends JSObject {
        void connected(MessagePort port);
    }

    private WorkerMain() {}

    public static void main(String[] args) {
        listen(new BrowserRandomness());
    }

    /** Takes ports from here on. */
    static void listen(BrowserRandomness source) {
        JsCrc32c.install();
        randomness = source;
        onConnect(WorkerMain::connected);
    }

    private static void connected(MessagePort port) {
        PagePort line = new PagePort(port, TIMERS);
        PageSession[] page = new PageSession[1];
        port.onMessage(event -> Entry.guard(() -> received(event, line, page)));
        port.start();
    }

    private static void received(MessageEvent event, PagePort line, PageSession[] page) {
        JSArray<FromPage.Message> messages = messages(event);
        for (int i = 0; i < messages.getLength(); i++) {
            FromPage.Message message = messages.get(i);
            if (page[0] != null) {
                instance.received(page[0], line, message, () -> lent(event));
            } else if ("hello".equals(FromPage.text(message.getT()))) {
                page[0] = hello((FromPage.Hello) message, line);
            }
        }
    }

    private static PageSession hello(FromPage.Hello message, PagePort line) {
        String namespace = FromPage.text(message.getNamespace());
        String version = FromPage.text(message.getVersion());
        if (instance == null) {
            instance = start(namespace, version, message);
        }
        SqlSyncException refusal = refusal(namespace, FromPage.number(message.getProtocol(), 0));
        if (refusal != null) {
            line.send(ToPage.fatal(ToPage.describe(refusal, null, null)));
            return null;
        }
        PageSession page =
                instance.connect(FromPage.text(message.getSession()), line, message.isVisible());
        instance.alive()
                .then(
                        Completion.of(
                                ignored ->
                                        line.send(ToPage.welcome(PROTOCOL, version, instance.id())),
                                failure ->
                                        line.send(
                                                ToPage.fatal(
                                                        ToPage.describe(failure, null, null)))));
        return page;
    }

    private static SqlSyncException refusal(String namespace, double protocol) {
        if (protocol != PROTOCOL) {
            return new SqlSyncException(
                    ErrorCode.INCOMPATIBLE,
                    "sqlsync.js and worker.js are of different versions: serve both of one.");
        }
        if (!instance.namespace().equals(namespace)) {
            return new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "This worker serves the namespace \"" + instance.namespace() + "\".");
        }
        return null;
    }

    private static Instance start(String namespace, String version, FromPage.Hello hello) {
        return new Instance(
                namespace,
                version,
                (int) FromPage.number(hello.getGeneration(), 0),
                FromPage.text(hello.getStorageHostUrl()),
                FromPage.text(hello.getWasmUrl()),
                TIMERS,
                new BrowserClock(),
                randomness);
    }

    @JSBody(
            params = "connected",
            script = "globalThis.onconnect = event => connected(event.ports[0]);")
    private static native void onConnect(OnPort connected);

    @JSBody(
            params = "event",
            script = "return Array.isArray(event.data) ? event.data : [event.data];")
    private static native JSArray<FromPage.Message> messages(MessageEvent event);

    @JSBody(params = "event", script = "return event.ports.length > 0 ? event.ports[0] : null;")
    private static native MessagePort lent(MessageEvent event);
}
