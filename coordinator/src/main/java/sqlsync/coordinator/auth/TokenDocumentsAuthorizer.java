package sqlsync.coordinator.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gives the rights that the token names, as long as it is valid. One that names none has none. */
public final class TokenDocumentsAuthorizer implements Authorizer {
    @Override
    public CompletionStage<Grant> authorize(Identity who, String documentId, Right wanted) {
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
