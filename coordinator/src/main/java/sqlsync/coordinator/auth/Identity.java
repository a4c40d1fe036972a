package sqlsync.coordinator.auth;

/**
 * Somebody whose token was accepted.
 *
 * @param user whose mutations theirs are; null for nobody in particular
 * @param documents what the token says of documents, for the authorizer; null where it says nothing
 */
public record Identity(String user, java.util.List<String> documents) {}
