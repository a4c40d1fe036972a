package sqlsync.coordinator.auth;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import sqlsync.Limits;

/** Checks who sends a request, and what they may do with the document. */
public final class AccessControl {
    private final Authenticator authenticator;
    private final Authorizer authorizer;

    public AccessControl(Authenticator authenticator, Authorizer authorizer) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
    }

    /**
     * @param wanted what they are about to do; whether they may is for the caller to see
     * @return fails with {@link RefusedException} where they may not even read the document, with
     *     anything else where that could not be found out
     */
    public CompletionStage<Admission> admit(String token, String documentId, Right wanted) {
        if (token != null && token.length() > Limits.TOKEN_CHARS_MAX) {
            return CompletableFuture.failedStage(
                    new RefusedException(
                            "The token has "
                                    + token.length()
                                    + " characters; "
                                    + Limits.TOKEN_CHARS_MAX
                                    + " is the most."));
        }
        return authenticated(token)
                .thenApply(AccessControl::named)
                .thenCompose(
                        who ->
                                authorizer
                                        .authorize(who, documentId, wanted)
                                        .thenApply(grant -> admitted(who, documentId, grant)));
    }

    /** As {@link Authorizer#revoke}. */
    public void revoke(String user, String documentId) throws IOException {
        authorizer.revoke(user, documentId);
    }

    private static Admission admitted(Identity who, String documentId, Grant grant) {
        if (!grant.right().includes(Right.READ)) {
            throw new RefusedException(
                    who.rules() == null
                            ? "The token opens no document: the claim that names documents is missing."
                            : "The token does not allow this with the document \""
                                    + documentId
                                    + "\".",
                    who.user(),
                    null);
        }
        return new Admission(who, grant);
    }

    /** Refuses a name that is too long for the protocol, which any authenticator may return. */
    private static Identity named(Identity who) {
        if (who.user() != null && who.user().length() > Limits.USER_CHARS_MAX) {
            throw new RefusedException(
                    "The user's name has "
                            + who.user().length()
                            + " characters; "
                            + Limits.USER_CHARS_MAX
                            + " is the most.");
        }
        return who;
    }

    /** An authenticator that throws has failed as one that answers so. */
    private CompletionStage<Identity> authenticated(String token) {
        try {
            return authenticator.authenticate(token);
        } catch (RuntimeException problem) {
            return CompletableFuture.failedStage(problem);
        }
    }
}
