package sqlsync.coordinator.auth;

import java.util.List;

/**
 * Somebody whose token was accepted.
 *
 * @param user whose mutations theirs are; null for nobody in particular
 * @param rules what the token says of documents; null where it says nothing
 * @param claims of the token that reducers may see, an encoded object; null for none
 * @param untilMillis until when the token is accepted, since the epoch; {@link Long#MAX_VALUE} for
 *     ever
 * @param issuedMillis when it was issued; 0 where it does not say
 */
public record Identity(
        String user, List<DocumentRule> rules, String claims, long untilMillis, long issuedMillis) {
    /** Clocks may differ by this much: a token is accepted for so long after it expired. */
    static final long LEEWAY_MILLIS = 30_000;

    /** Of a token that does not say when it was issued. */
    public Identity(String user, List<DocumentRule> rules, long untilMillis) {
        this(user, rules, null, untilMillis, 0);
    }

    /** Whether its token expires at all. */
    public boolean expires() {
        return untilMillis != Long.MAX_VALUE;
    }

    /** When the token says that it expires, since the epoch. */
    public long expiresMillis() {
        return untilMillis - LEEWAY_MILLIS;
    }
}
