package sqlsync.timeline;

import java.util.List;

/**
 * Everything that a replay needs of one mutation.
 *
 * @param session the page session that made it: base58, {@link sqlsync.codec.Base58#ID_CHARS}
 *     characters
 * @param sequence its number in that session, from 1, ascending
 * @param user who made it, or null
 * @param claims what the coordinator had said of who made it, an encoded value; null where it had
 *     not
 * @param timestamp milliseconds since the epoch, when it was first made
 * @param seed of everything random in it
 * @param schemaVersion of the reducer that first ran it
 * @param calls one, or several that take effect together or not at all
 */
public record Mutation(
        String session,
        long sequence,
        String user,
        String claims,
        long timestamp,
        long seed,
        int schemaVersion,
        List<Call> calls) {
    /** One without claims. */
    public Mutation(
            String session,
            long sequence,
            String user,
            long timestamp,
            long seed,
            int schemaVersion,
            List<Call> calls) {
        this(session, sequence, user, null, timestamp, seed, schemaVersion, calls);
    }

    /** One named change. {@code arguments} is text in the encoding of values; empty for none. */
    public record Call(String name, String arguments) {}

    /** The id that users see. */
    public String id() {
        return session + "-" + sequence;
    }
}
