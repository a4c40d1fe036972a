package sqlsync.coordinator.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Grants a user all rights on the documents that the token names: ids, or prefixes of ids followed
 * by {@code *}. A token that names none grants all documents.
 */
public final class TokenDocumentsAuthorizer implements Authorizer {
    @Override
    public CompletionStage<Boolean> authorize(Identity who, String documentId, Access access) {
        boolean named = who.documents() == null;
        if (!named) {
            for (String pattern : who.documents()) {
                named |= matches(pattern, documentId);
            }
        }
        return CompletableFuture.completedStage(named);
    }

    private static boolean matches(String pattern, String documentId) {
        return pattern.endsWith("*")
                ? documentId.startsWith(pattern.substring(0, pattern.length() - 1))
                : documentId.equals(pattern);
    }
}
