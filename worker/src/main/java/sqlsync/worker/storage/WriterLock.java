package sqlsync.worker.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.browser.JsFields;
import sqlsync.browser.WebLocks;
import sqlsync.codec.Ascii;
import sqlsync.platform.Completion;
import sqlsync.platform.Promise;
import sqlsync.platform.Timers;

/**
 * The lock of the one worker of a namespace that may write its storage.
 *
 * <p>A worker that wants the lock asks for it over a {@code BroadcastChannel} until it has it. The
 * holder flushes, closes and ends, unless it has a higher version and is in use: then it says so.
 * The lock is stolen only from a worker that was given up: one whose own lock was broken, or that
 * has been silent for half a minute.
 */
public final class WriterLock {
    private static final int ASK_MILLIS = 250;

    /** One that is alive drains within five seconds, or says that it stays. */
    private static final int SILENCE_ASKS_MAX = 30_000 / ASK_MILLIS;

    private final String name;
    private final String version;
    private final String workers;
    private final Timers timers;
    private final JSObject channel;
    private final Promise<Void, SqlSyncException> held = new Promise<>();
    private final List<Completion<Void, SqlSyncException>> waiting = new ArrayList<>();
    private BooleanSupplier inUse;
    private Runnable wanted;
    private Runnable lost;
    private WebLocks.Claim claim;
    private Timers.Cancellable asking = () -> {};

    /** The holder that is asked, and how often it was without an answer. */
    private String asked;

    private int asks;

    @JSFunctor
    private interface Heard extends JSObject {
        void heard(JSObject message);
    }

    public WriterLock(String namespace, String version, Timers timers) {
        this.name = "sqlsync/" + namespace + "/writer";
        this.version = version;
        this.workers = workerLocks(namespace);
        this.timers = timers;
        this.channel = open(name, message -> Entry.guard(() -> heard(message)));
    }

    /** What the names of the locks begin with that workers hold for as long as they live. */
    public static String workerLocks(String namespace) {
        return "sqlsync/" + namespace + "/worker/";
    }

    /** Waits for the lock; fails with {@code closed} where a newer version holds it. */
    void await(Completion<Void, SqlSyncException> done) {
        if (held.isDone()) {
            done.succeeded(null);
        } else {
            waiting.add(done);
        }
    }

    /**
     * Queues for the lock.
     *
     * @param inUse whether any page uses this worker; one that outlives its pages makes room for
     *     all
     * @param toEnd run once when another worker is to have the lock: this one has to end
     * @param lost run when another worker has taken the lock: this one must not write any more
     */
    public void claim(BooleanSupplier inUse, Runnable toEnd, Runnable lost) {
        this.inUse = inUse;
        this.lost = lost;
        wanted = toEnd;
        held.then(Completion.always(this::tellHeld));
        asking = timers.after(ASK_MILLIS, this::ask);
        claim = WebLocks.request(name, () -> held.succeeded(null), lost);
    }

    private void tellHeld() {
        asking.cancel();
        tellWaiting(each -> each.succeeded(null));
    }

    private void ask() {
        post(channel, "version", version);
        WebLocks.holder(name, this::holds);
        asking = timers.after(ASK_MILLIS, this::ask);
    }

    private void holds(String holder, List<String> locks) {
        if (held.isDone() || holder == null) {
            return;
        }
        if (!holder.equals(asked)) {
            asked = holder;
            asks = 0;
        }
        List<String> own = new ArrayList<>(locks);
        own.removeIf(each -> !each.startsWith(workers));
        if (++asks > SILENCE_ASKS_MAX) {
            // So its pages and its hosts leave it.
            own.forEach(each -> WebLocks.steal(each, () -> {}, () -> {}).release());
        } else if (!own.isEmpty()) {
            return;
        }
        claim.release();
        claim = WebLocks.steal(name, () -> held.succeeded(null), lost);
        asks = 0;
    }

    private void heard(JSObject message) {
        String other = JsFields.text(message, "version");
        String newer = JsFields.text(message, "newer");
        if (newer != null) {
            asks = 0;
        }
        if (newer != null && !held.isDone() && yields(version, newer)) {
            tellWaiting(each -> each.failed(runsElsewhere(newer)));
        }
        if (other == null || !held.isDone() || wanted == null) {
            return;
        }
        if (inUse.getAsBoolean() && !yields(version, other)) {
            post(channel, "newer", version);
            return;
        }
        Runnable toEnd = wanted;
        wanted = null;
        toEnd.run();
    }

    private void tellWaiting(Consumer<Completion<Void, SqlSyncException>> how) {
        List<Completion<Void, SqlSyncException>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(how);
    }

    private SqlSyncException runsElsewhere(String newer) {
        return new SqlSyncException(
                ErrorCode.CLOSED,
                "Another tab of this site runs SQLSync "
                        + newer
                        + ", and this page brought "
                        + version
                        + ": reload this page.");
    }

    /** Whether a worker of version {@code mine} makes room for one of version {@code other}. */
    static boolean yields(String mine, String other) {
        int[] at = {0, 0};
        while (at[0] < mine.length() || at[1] < other.length()) {
            int difference = number(other, at, 1) - number(mine, at, 0);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    /** The next of the dotted numbers of a version; what follows them, as -SNAPSHOT, is nothing. */
    private static int number(String version, int[] at, int which) {
        int number = 0;
        int i = at[which];
        while (i < version.length() && Ascii.isDigit(version.charAt(i))) {
            number = number * 10 + version.charAt(i) - '0';
            i++;
        }
        at[which] = i < version.length() && version.charAt(i) == '.' ? i + 1 : version.length();
        return number;
    }

    @JSBody(
            params = {"name", "heard"},
            script =
                    """
                    const channel = new BroadcastChannel(name);
                    channel.onmessage = event => heard(event.data);
                    return channel;
                    """)
    private static native JSObject open(String name, Heard heard);

    @JSBody(
            params = {"channel", "what", "version"},
            script = "var m = {}; m[what] = version; channel.postMessage(m);")
    private static native void post(JSObject channel, String what, String version);
}
