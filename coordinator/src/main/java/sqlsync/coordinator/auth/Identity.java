package sqlsync.coordinator.auth;

import java.util.List;

/**
 * Somebody whose token was accepted.
 *
 * @param user whose mutations theirs are; null for nobody in particular
 * @param rules what the token says of documents; null where it says nothing
 * @param untilMillis when the token expires, since the epoch
 */
public record Identity(String user, List<DocumentRule> rules, long untilMillis) {}
