package sqlsync.document;

import java.util.List;
import sqlsync.sqlite.TimeLimit;
import sqlsync.timeline.Mutation;

/**
 * What a page asks for.
 *
 * @param session the page session, base58
 * @param sequence of this mutation in that session, from 1, ascending
 * @param acknowledged the page knows the outcome of every mutation of its session up to this one,
 *     and that it is durable: these outcomes may be forgotten
 * @param user who is signed in, or null
 * @param calls at least one
 * @param millisMax how long it may run here; 0 for no limit
 */
public record MutationRequest(
        String session,
        long sequence,
        long acknowledged,
        String user,
        List<Mutation.Call> calls,
        int millisMax) {
    public MutationRequest(
            String session,
            long sequence,
            long acknowledged,
            String user,
            List<Mutation.Call> calls) {
        this(session, sequence, acknowledged, user, calls, TimeLimit.MUTATION_MILLIS_MAX);
    }
}
