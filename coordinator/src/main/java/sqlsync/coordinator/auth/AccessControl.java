package sqlsync.coordinator.auth;

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
     * @return who it is; fails with {@link RefusedException} where they may not do all of {@code
     *     accesses}, with anything else where that could not be found out
     */
    public CompletionStage<Identity> admit(
            String token, String documentId, Authorizer.Access... accesses) {
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
                        who -> {
                            CompletionStage<Identity> admitted =
                                    CompletableFuture.completedStage(who);
                            for (Authorizer.Access access : accesses) {
                                admitted =
                                        admitted.thenCompose(
                                                same -> check(same, documentId, access));
                            }
                            return admitted;
                        });
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

    /** Whether somebody who was admitted may make a document. */
    public CompletionStage<Boolean> mayCreate(Identity who, String documentId) {
        return authorizer.authorize(who, documentId, Authorizer.Access.CREATE);
    }

    /** Whether somebody who was admitted may change a document. */
    public CompletionStage<Boolean> mayWrite(Identity who, String documentId) {
        return authorizer.authorize(who, documentId, Authorizer.Access.WRITE);
    }

    private CompletionStage<Identity> check(
            Identity who, String documentId, Authorizer.Access access) {
        return authorizer
                .authorize(who, documentId, access)
                .thenApply(
                        may -> {
                            if (!may) {
                                throw new RefusedException(
                                        "The token does not allow this with the document \""
                                                + documentId
                                                + "\".");
                            }
                            return who;
                        });
    }
}
