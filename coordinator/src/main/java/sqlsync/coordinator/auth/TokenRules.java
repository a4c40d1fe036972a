package sqlsync.coordinator.auth;

import java.util.List;

/**
 * What a token must say besides a right signature.
 *
 * @param issuers of which {@code iss} must be one; empty for any
 * @param audiences of which {@code aud} must name one; where this is empty, a token must not name
 *     an audience: it is for somebody else
 * @param lifetimeMillisMax from {@code iat}, or from now, to {@code exp}
 * @param documentsClaim the claim that says which documents the user may use, as the token names
 *     it, or names with dots between them; null where tokens are not asked
 * @param reducerClaims claims that reducers may see, named likewise
 */
public record TokenRules(
        List<String> issuers,
        List<String> audiences,
        long lifetimeMillisMax,
        String documentsClaim,
        List<String> reducerClaims) {
    /** One that shows reducers nothing. */
    public TokenRules(
            List<String> issuers,
            List<String> audiences,
            long lifetimeMillisMax,
            String documentsClaim) {
        this(issuers, audiences, lifetimeMillisMax, documentsClaim, List.of());
    }

    public static final String DOCUMENTS_CLAIM_DEFAULT = "documents";

    public static final long LIFETIME_MILLIS_MAX_DEFAULT = 30L * 24 * 3_600_000;

    /** Any issuer, no audience. */
    public static final TokenRules DEFAULT =
            new TokenRules(
                    List.of(), List.of(), LIFETIME_MILLIS_MAX_DEFAULT, DOCUMENTS_CLAIM_DEFAULT);
}
