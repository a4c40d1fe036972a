package sqlsync.compiled;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.JsCrc32c;
import sqlsync.browser.JsFields;
import sqlsync.browser.WebLocks;
import sqlsync.story.Verdict;

/**
 * Entry point of the SharedWorker of stories. A page says {@code list}, with the golden files, and
 * gets all names, and {@code tell} with a name, one at a time, and gets the verdict: why it failed,
 * or null.
 */
public final class StoriesMain {
    private static final String INSTANCE = "sqlsync-stories/instance";

    private static Suites suites;
    private static PortVerdict current;

    @JSFunctor
    private interface Ordered extends JSObject {
        void ordered(JSObject message, MessagePort page, MessagePort lent);
    }

    @JSFunctor
    private interface Broken extends JSObject {
        void broken(String message);
    }

    private StoriesMain() {}

    public static void main(String[] args) {
        JsCrc32c.install();
        onOrder(StoriesMain::ordered);
        onBroken(StoriesMain::broken);
    }

    private static void ordered(JSObject message, MessagePort page, MessagePort lent) {
        switch (JsFields.text(message, "op")) {
            case "list" ->
                    WebLocks.request(
                            INSTANCE,
                            () -> {
                                suites =
                                        new Suites(
                                                INSTANCE, page, JsFields.value(message, "golden"));
                                list(page, suites.names());
                            });
            case "tell" -> {
                current = new PortVerdict(page);
                suites.story(JsFields.text(message, "name")).tell(current);
            }
            case "replay" ->
                    Replays.tell(
                            JsFields.text(message, "wasm"),
                            (int) JsFields.number(message, "from", 0),
                            (int) JsFields.number(message, "count", 0),
                            page);
            case "lent" -> PageLender.lent(JsFields.text(message, "host"), lent);
            default -> throw new IllegalArgumentException("no such order");
        }
    }

    /** What nobody caught is the end of the story that is being told. */
    private static void broken(String message) {
        if (current != null) {
            current.fails("uncaught: " + message);
        }
    }

    /** The first verdict is the one that counts. */
    private static final class PortVerdict implements Verdict {
        private final MessagePort page;
        private boolean told;

        PortVerdict(MessagePort page) {
            this.page = page;
        }

        @Override
        public void holds() {
            tell(null);
        }

        @Override
        public void fails(String why) {
            tell(why == null ? "it does not say why" : why);
        }

        private void tell(String failure) {
            if (!told) {
                told = true;
                post(page, failure);
            }
        }
    }

    @JSBody(
            params = "ordered",
            script =
                    """
                    globalThis.onconnect = ({ ports: [page] }) => {
                        page.onmessage = ({ data, ports }) => ordered(data, page, ports[0] || null);
                    };
                    """)
    private static native void onOrder(Ordered ordered);

    @JSBody(
            params = "broken",
            script =
                    """
                    globalThis.addEventListener('error', event => broken(String(event.message)));
                    globalThis.addEventListener('unhandledrejection', event => broken(String(event.reason)));
                    """)
    private static native void onBroken(Broken broken);

    @JSBody(
            params = {"page", "names"},
            script = "page.postMessage({ op: 'list', names: Array.from(names) });")
    private static native void list(MessagePort page, String[] names);

    @JSBody(
            params = {"page", "failure"},
            script = "page.postMessage({ op: 'verdict', failure: failure });")
    private static native void post(MessagePort page, String failure);
}
