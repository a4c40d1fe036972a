package sqlsync.worker.tokens;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;

/**
 * Asks pages for a token of one document, until one answers.
 *
 * <p>Handles of visible pages are asked before those of hidden ones. If one does not answer soon,
 * the next one is asked as well, and the first token counts. A new question means that the last
 * token was refused or has expired, so the handle that gave a token least recently is asked first.
 */
public final class TokenQuestion {
    /** Somebody who may have a token. */
    public interface Giver {
        /** Whether it can be asked now. */
        boolean reachable();

        boolean visible();

        /** Greater the later its last token was taken; 0 where none ever was. */
        int lastGave();

        /** Its token is taken; {@code time} is what {@link #lastGave} says from now on. */
        void gave(int time);

        /** Asks; what comes of it is told by {@link #given} or {@link #refused}. */
        void askForToken(String ask);
    }

    /** How long one is waited for before another is asked too. */
    private static final int PATIENCE_MILLIS = 5_000;

    /** After this long in all nobody is waited for any more: a function that never ends. */
    private static final int MILLIS_MAX = 60_000;

    private final String ask;
    private final Supplier<? extends Collection<? extends Giver>> givers;
    private final Timers timers;
    private final Completion<String, SqlSyncException> done;
    private final Set<Giver> outstanding = new LinkedHashSet<>();
    private final Set<Giver> asked = new HashSet<>();
    private final Timers.Cancellable end;
    private Timers.Cancellable next;
    private String refusal;
    private boolean over;

    /**
     * @param ask the name of this question
     * @param givers all there are at the time; those that come while the question is open are asked
     *     as well
     * @param done told the token, null where nobody has one to give; fails as {@code
     *     token-unavailable} where those who have one do not give it
     */
    TokenQuestion(
            String ask,
            Supplier<? extends Collection<? extends Giver>> givers,
            Timers timers,
            Completion<String, SqlSyncException> done) {
        this.ask = ask;
        this.givers = givers;
        this.timers = timers;
        this.done = done;
        end = timers.after(MILLIS_MAX, () -> fail("no page answered in time."));
    }

    /** Begins to ask. */
    void start() {
        if (givers.get().isEmpty()) {
            end().succeeded(null);
        } else {
            askNext();
        }
    }

    /** The answer of one that was asked. */
    void given(String token) {
        if (!over) {
            end().succeeded(token);
        }
    }

    /**
     * One that was asked has none.
     *
     * @param why a sentence
     */
    void refused(Giver giver, String why) {
        if (outstanding.remove(giver)) {
            refusal = why;
            askNext();
        }
    }

    private void askNext() {
        if (over) {
            return;
        }
        if (next != null) {
            next.cancel();
        }
        outstanding.removeIf(each -> !each.reachable());
        Giver giver = choose();
        if (giver != null) {
            asked.add(giver);
            outstanding.add(giver);
            next = timers.after(PATIENCE_MILLIS, this::askNext);
            giver.askForToken(ask);
        } else if (outstanding.isEmpty()) {
            fail(refusal == null ? "no page could be asked." : refusal);
        } else {
            next = timers.after(PATIENCE_MILLIS, this::askNext);
        }
    }

    private Giver choose() {
        Giver best = null;
        for (Giver each : givers.get()) {
            if (each.reachable()
                    && !asked.contains(each)
                    && (best == null || goesBefore(each, best))) {
                best = each;
            }
        }
        return best;
    }

    private static boolean goesBefore(Giver one, Giver other) {
        return one.lastGave() == other.lastGave()
                ? one.visible() && !other.visible()
                : one.lastGave() < other.lastGave();
    }

    private void fail(String why) {
        if (!over) {
            end().failed(
                            new SqlSyncException(
                                    ErrorCode.TOKEN_UNAVAILABLE,
                                    "There is no token for the coordinator: " + why));
        }
    }

    private Completion<String, SqlSyncException> end() {
        over = true;
        end.cancel();
        if (next != null) {
            next.cancel();
        }
        return done;
    }
}
