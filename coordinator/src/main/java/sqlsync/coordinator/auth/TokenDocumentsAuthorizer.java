package sqlsync.coordinator.auth;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives the rights that the token names, as long as it is valid and was not revoked. One that names
 * none has none.
 */
public final class TokenDocumentsAuthorizer implements Authorizer {
    /** Null where tokens do not expire, nor say when they were issued. */
    private final Revocations revocations;

    public TokenDocumentsAuthorizer(Revocations revocations) {
        this.revocations = revocations;
    }

    @Override
    public void revoke(String user, String documentId) throws IOException {
        if (revocations != null) {
            revocations.add(user, documentId);
        }
    }

    @Override
    public CompletionStage<Grant> authorize(Identity who, String documentId, Right wanted) {
        if (revocations != null && revocations.cover(who.user(), documentId, who.issuedMillis())) {
            return CompletableFuture.failedStage(
                    new RefusedException(
                            "The token was revoked: make `token` a function that fetches a fresh one.",
                            who.user(),
                            null));
        }
        Right right = Right.NONE;
        if (who.rules() != null) {
            for (DocumentRule rule : who.rules()) {
                if (rule.matches(documentId) && rule.right().includes(right)) {
                    right = rule.right();
                }
            }
        }
        return CompletableFuture.completedStage(new Grant(right, who.untilMillis()));
    }
}
