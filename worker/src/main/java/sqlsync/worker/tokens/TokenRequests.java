package sqlsync.worker.tokens;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.platform.Timers;

/** The requests for tokens that pages have not answered yet. */
public final class TokenRequests {
    private final Supplier<String> newId;
    private final Timers timers;
    private final Map<String, TokenQuestion> open = new LinkedHashMap<>();
    private int given;

    /**
     * @param newId names a question so that the answer to one of an earlier worker is not taken for
     *     the answer to one of this
     */
    public TokenRequests(Supplier<String> newId, Timers timers) {
        this.newId = newId;
        this.timers = timers;
    }

    /** Asks for a token; {@code done} as {@link TokenQuestion} says, never within this call. */
    public void ask(
            Supplier<? extends Collection<? extends TokenQuestion.Giver>> givers,
            Completion<String, SqlSyncException> done) {
        String ask = newId.get();
        TokenQuestion question =
                new TokenQuestion(
                        ask,
                        givers,
                        timers,
                        Completion.of(
                                token -> {
                                    open.remove(ask);
                                    done.succeeded(token);
                                },
                                failure -> {
                                    open.remove(ask);
                                    done.failed(failure);
                                }));
        open.put(ask, question);
        timers.soon(question::start);
    }

    /**
     * Handles the reply of a page. Replies to unknown questions are ignored.
     *
     * @param giver null where it is gone meanwhile
     * @param token null where there is none, and {@code why} says why
     */
    public void answered(String ask, TokenQuestion.Giver giver, String token, String why) {
        TokenQuestion question = open.get(ask);
        if (question == null) {
            return;
        }
        if (token != null) {
            if (giver != null) {
                giver.gave(++given);
            }
            question.given(token);
        } else {
            question.refused(giver, why == null ? "the page gave none." : why);
        }
    }
}
