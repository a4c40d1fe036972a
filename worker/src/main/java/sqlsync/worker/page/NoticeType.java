package sqlsync.worker.page;

import java.util.function.Supplier;
import org.teavm.jso.JSObject;
import org.teavm.jso.workers.MessagePort;

/** What one type of message does that wants no answer. */
final class NoticeType {
    /** Runs a notice. */
    interface Handler {
        /**
         * @param transferred the port that came with the message; null where none did
         */
        void run(PageSession page, JSObject message, Supplier<MessagePort> transferred);
    }

    /** Does nothing. */
    static final Handler NOTHING = (page, message, transferred) -> {};

    private final Handler onArrival;
    private final Handler inOrder;

    /**
     * @param onArrival runs at once, before what has arrived earlier and is held
     * @param inOrder runs when everything has run that arrived earlier
     */
    NoticeType(Handler onArrival, Handler inOrder) {
        this.onArrival = onArrival;
        this.inOrder = inOrder;
    }

    void onArrival(PageSession page, JSObject message) {
        onArrival.run(page, message, () -> null);
    }

    void inOrder(PageSession page, JSObject message, Supplier<MessagePort> transferred) {
        inOrder.run(page, message, transferred);
    }
}
