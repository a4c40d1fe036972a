package sqlsync.coordinator.auth;

import java.util.concurrent.CompletionStage;

/** Finds the user of a token. Called from many threads. */
public interface Authenticator {
    /**
     * @param token as the client gave it, or null
     * @return who that is; fails with {@link RefusedException} where the token is not accepted,
     *     with anything else where that could not be found out
     */
    CompletionStage<Identity> authenticate(String token);
}
