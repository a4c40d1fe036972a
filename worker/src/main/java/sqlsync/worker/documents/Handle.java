package sqlsync.worker.documents;

import java.util.ArrayDeque;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.device.RejectedMutation;
import sqlsync.platform.Timers;
import sqlsync.worker.reducer.JsReducer;
import sqlsync.worker.tokens.TokenQuestion;

/**
 * One {@code openDocument} of one page.
 *
 * <p>States: opening, open, closed. Requests that arrive while it opens wait, in order, and run
 * once it is open or has failed. After it was closed, by the page or by the worker, requests fail
 * with the reason.
 */
public final class Handle implements TokenQuestion.Giver {
    private final Page page;
    private final int number;
    private OpenOrder order;
    private ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private SharedDocument document;
    private JsReducer reducer;
    private SqlSyncException closed;
    private double durable;
    private boolean telling;
    private boolean watchesAll;
    private int lastGave;

    public Handle(Page page, int number, OpenOrder order) {
        this.page = page;
        this.number = number;
        this.order = order;
    }

    public Page page() {
        return page;
    }

    @Override
    public boolean reachable() {
        return closed == null && !page.suspended();
    }

    @Override
    public boolean visible() {
        return page.visible();
    }

    @Override
    public int lastGave() {
        return lastGave;
    }

    @Override
    public void gave(int time) {
        lastGave = time;
    }

    @Override
    public void askForToken(String ask) {
        page.askForToken(number, ask);
    }

    /** The page waits for mutations of others, too. */
    public void watchAll() {
        watchesAll = true;
    }

    /** A mutation is settled; the page is told where it may wait for that. */
    void settled(String mutation, String madeBy, RejectedMutation rejected) {
        if (watchesAll || madeBy.equals(page.id())) {
            page.settled(number, mutation, rejected);
        }
    }

    /** As the page chose it. */
    public int number() {
        return number;
    }

    public OpenOrder order() {
        return order;
    }

    /** The reducer that this handle brought along; null until it is open. */
    JsReducer reducer() {
        return reducer;
    }

    /** Runs {@code task} once the handle is open, or has failed to open. */
    public void whenOpen(Runnable task) {
        if (waiting == null) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    /**
     * The document.
     *
     * @throws SqlSyncException why there is none any more
     */
    public SharedDocument document() {
        if (closed != null) {
            throw closed;
        }
        return document;
    }

    public boolean isClosed() {
        return closed != null;
    }

    /** What the handle stands on from here on. */
    void attach(SharedDocument to, JsReducer with) {
        document = to;
        reducer = with;
    }

    void opened() {
        release();
    }

    void failed(SqlSyncException why) {
        closed = why;
        release();
    }

    /** Ends the handle: what is asked of it from here on fails. */
    void close(String why) {
        if (closed == null) {
            closed =
                    new SqlSyncException(
                            ErrorCode.CLOSED, "The document \"" + order.id() + "\" " + why);
        }
        release();
    }

    /**
     * A relaxed mutation of this handle, and all before it, is on disk; the page is told once per
     * event.
     */
    public void durable(double sequence, Timers timers) {
        durable = sequence;
        if (!telling) {
            telling = true;
            timers.soon(
                    () -> {
                        telling = false;
                        page.durable(number, durable);
                    });
        }
    }

    private void release() {
        order = order.withoutFile();
        ArrayDeque<Runnable> all = waiting;
        waiting = null;
        while (all != null && !all.isEmpty()) {
            all.remove().run();
        }
    }
}
