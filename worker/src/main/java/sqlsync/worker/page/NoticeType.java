package sqlsync.worker.page;

import java.util.function.Supplier;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;

/** What one type of message does that wants no answer. */
final class NoticeType {
    /**
     * Runs a notice.
     *
     * @param <M> the message, as {@code FromPage} has it
     */
    interface Handler<M extends JSObject> {
        /**
         * @param transferred the port that came with the message; null where none did
         */
        void run(PageSession page, M message, Supplier<MessagePort> transferred);
    }

    /** Does nothing. */
    static final Handler<JSObject> NOTHING = (page, message, transferred) -> {};

    private final Handler<JSObject> onArrival;
    private final Handler<JSObject> inOrder;

    /**
     * @param onArrival runs at once, before what has arrived earlier and is held
     * @param inOrder runs when everything has run that arrived earlier
     */
    @SuppressWarnings("unchecked")
    NoticeType(Handler<? extends JSObject> onArrival, Handler<? extends JSObject> inOrder) {
        this.onArrival = (Handler<JSObject>) onArrival;
        this.inOrder = (Handler<JSObject>) inOrder;
    }

    void onArrival(PageSession page, JSObject message) {
        onArrival.run(page, message, () -> null);
    }

    void inOrder(PageSession page, JSObject message, Supplier<MessagePort> transferred) {
        inOrder.run(page, message, transferred);
    }
}
