package sqlsync.coordinator.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whoever has a token may do everything with the documents that it names: ids, or beginnings of ids
 * with {@code *} behind them. A token that names none is for all.
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
