package sqlsync.coordinator.auth;

import java.util.List;

/**
 * Somebody whose token was accepted.
 *
 * @param user whose mutations theirs are; null for nobody in particular
 * @param rules what the token says of documents; null where it says nothing
 * @param untilMillis when the token expires, since the epoch
 * @param issuedMillis when it was issued; 0 where it does not say
 */
public record Identity(String user, List<DocumentRule> rules, long untilMillis, long issuedMillis) {
    /** Of a token that does not say when it was issued. */
    public Identity(String user, List<DocumentRule> rules, long untilMillis) {
        this(user, rules, untilMillis, 0);
    }
}
