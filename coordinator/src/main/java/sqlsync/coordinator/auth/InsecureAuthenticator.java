package sqlsync.coordinator.auth;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For development only: accepts every token as the name of its user, who may do everything. */
public final class InsecureAuthenticator implements Authenticator {
    @Override
    public CompletionStage<Identity> authenticate(String token) {
        String user = token == null || token.isEmpty() ? null : token;
        return CompletableFuture.completedStage(
                new Identity(user, List.of(DocumentRule.EVERYTHING), Long.MAX_VALUE));
    }
}
