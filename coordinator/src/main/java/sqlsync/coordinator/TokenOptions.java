package sqlsync.coordinator;

import java.net.URI;
import sqlsync.coordinator.auth.TokenRules;

/**
 * Whose tokens are accepted.
 *
 * @param jwks where the public keys are that tokens are signed with, a file or an address; null for
 *     none
 * @param rules what a token must say
 * @param authorizeUrl is asked what a user may do with a document; null where tokens say it
 */
public record TokenOptions(URI jwks, TokenRules rules, URI authorizeUrl) {
    public static final TokenOptions DEFAULT = new TokenOptions(null, TokenRules.DEFAULT, null);
}
