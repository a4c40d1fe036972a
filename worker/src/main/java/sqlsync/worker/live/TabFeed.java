package sqlsync.worker.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.teavm.jso.core.JSArray;
import sqlsync.platform.Timers;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.worker.messages.Failures;
import sqlsync.worker.messages.ToPage;

/**
 * Sends one page the news of its live queries.
 *
 * <p>One message is under way at a time. Until the page has acknowledged it, changes gather, and
 * the next message has the newest results only. A query runs when the next message is built, so
 * queries of a page that does not answer do not run.
 */
public final class TabFeed {
    private final Timers timers;
    private final Consumer<ToPage.Message> port;
    private final Runnable onTrap;

    /** By their numbers, in the order of the page's calls. */
    private final Map<Integer, Watch> watches = new LinkedHashMap<>();

    /** Number of the message that the page has not taken in yet; 0 for none. */
    private int underWay;

    private int messages;
    private boolean scheduled;

    public TabFeed(Timers timers, Consumer<ToPage.Message> port, Runnable onTrap) {
        this.timers = timers;
        this.port = port;
        this.onTrap = onTrap;
    }

    public void add(Watch watch) {
        end(watches.put(watch.number(), watch));
        wake();
    }

    public void remove(int number) {
        end(watches.remove(number));
    }

    /** The handle is closed. */
    public void removeAll(int handle) {
        for (Watch each : new ArrayList<>(watches.values())) {
            if (each.handle() == handle) {
                remove(each.number());
            }
        }
    }

    /** The page is gone, or asks for everything again. */
    public void clear() {
        for (Watch each : watches.values()) {
            each.end();
        }
        watches.clear();
        underWay = 0;
    }

    /** The page has taken that message in. */
    public void took(int message) {
        if (message == underWay) {
            underWay = 0;
            wake();
        }
    }

    /** Something may have changed. */
    public void wake() {
        if (!scheduled && underWay == 0 && !watches.isEmpty()) {
            scheduled = true;
            timers.soon(this::tell);
        }
    }

    private static void end(Watch watch) {
        if (watch != null) {
            watch.end();
        }
    }

    private void tell() {
        scheduled = false;
        if (underWay != 0) {
            return;
        }
        JSArray<ToPage.News> news = new JSArray<>();
        for (Watch each : watches.values()) {
            if (!each.document().isRecovered()) {
                each.document().whenRecovered(this::wake);
                continue;
            }
            ToPage.News one;
            try {
                one = each.news();
            } catch (SqliteTrapException trap) {
                news.push(each.failed(Failures.describe(trap)));
                port.accept(ToPage.news(++messages, news));
                onTrap.run();
                return;
            }
            if (one != null) {
                news.push(one);
            }
        }
        if (news.getLength() > 0) {
            underWay = ++messages;
            port.accept(ToPage.news(underWay, news));
        }
    }
}
