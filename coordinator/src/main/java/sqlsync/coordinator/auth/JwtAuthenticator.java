package sqlsync.coordinator.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import sqlsync.platform.Clock;

/**
 * JSON Web Tokens (RFC 7519), signed with a shared secret (HS256) or with a key of a {@link
 * CachedKeys}.
 *
 * <p>The algorithm follows from the key: a token is checked with those keys only that are for the
 * algorithm in its header, so that it cannot have a public key taken for a secret, or ask for no
 * signature at all. What a token says is looked at when its signature is right.
 */
public final class JwtAuthenticator implements Authenticator {
    /** Of the secret: shorter ones can be guessed. */
    public static final int SECRET_BYTES_MIN = 32;

    private static final String HS256 = "HS256";
    private static final Set<String> PUBLIC_KEY_ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA");

    private final VerificationKey secret;
    private final CachedKeys publicKeys;
    private final TokenClaims claims;

    /**
     * @param secret for HS256, or null
     * @param publicKeys for all other algorithms, or null; the caller closes it
     */
    public JwtAuthenticator(byte[] secret, CachedKeys publicKeys, TokenRules rules, Clock clock) {
        this.secret =
                secret == null
                        ? null
                        : new VerificationKey(
                                null, Set.of(HS256), new SecretKeySpec(secret, "HmacSHA256"));
        this.publicKeys = publicKeys;
        this.claims = new TokenClaims(rules, clock);
    }

    /**
     * Reads the secret: the bytes of the file, but for white space at its end.
     *
     * @throws IOException with a sentence for people
     */
    public static byte[] readSecret(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] <= ' ' && bytes[length - 1] >= 0) {
            length--;
        }
        if (length < SECRET_BYTES_MIN) {
            throw new IOException(
                    "The secret in "
                            + file
                            + " has "
                            + length
                            + " bytes; it needs "
                            + SECRET_BYTES_MIN
                            + ". `openssl rand -hex 32` makes a good one.");
        }
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public CompletionStage<Identity> authenticate(String token) {
        try {
            return verified(token);
        } catch (RefusedException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private CompletionStage<Identity> verified(String token) {
        if (token == null || token.isEmpty()) {
            throw new RefusedException(
                    "This coordinator lets in only who has a token: pass `token` to openDocument, a"
                            + " JSON Web Token or a function that fetches one.");
        }
        JsonWebSignature signed = parse(token);
        String algorithm = signed.getAlgorithmHeaderValue();
        if (secret != null && HS256.equals(algorithm)) {
            return CompletableFuture.completedStage(check(signed, List.of(secret)));
        }
        if (publicKeys == null || algorithm == null || !PUBLIC_KEY_ALGORITHMS.contains(algorithm)) {
            throw new RefusedException(
                    "The token is not signed with " + String.join(", ", algorithms()) + ".");
        }
        String kid = signed.getKeyIdHeaderValue();
        return publicKeys
                .keys(kid)
                .thenApply(keys -> check(signed, suitable(keys, kid, algorithm)));
    }

    private Set<String> algorithms() {
        Set<String> algorithms = new TreeSet<>();
        if (secret != null) {
            algorithms.add(HS256);
        }
        if (publicKeys != null) {
            algorithms.addAll(PUBLIC_KEY_ALGORITHMS);
        }
        return algorithms;
    }

    private static JsonWebSignature parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length == 5) {
            throw new RefusedException("The token is encrypted; it must be signed only.");
        }
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw new RefusedException("The token is not a signed JSON Web Token.");
        }
        JsonWebSignature signed = new JsonWebSignature();
        try {
            signed.setCompactSerialization(token);
            // No extension of the format is known here, so none may be critical.
            if (signed.getHeaders().getObjectHeaderValue("crit") != null
                    || signed.getHeaders().getObjectHeaderValue("b64") != null) {
                throw new RefusedException(
                        "The token's header has extensions (crit) that this coordinator does not"
                                + " know.");
            }
            // Named here, since a wrong type is malformed.
            signed.getAlgorithmHeaderValue();
            signed.getKeyIdHeaderValue();
            return signed;
        } catch (RefusedException refused) {
            throw refused;
        } catch (JoseException | RuntimeException malformed) {
            // The library has exceptions of its own for some of what a stranger can send.
            throw malformed();
        }
    }

    private static RefusedException malformed() {
        return new RefusedException("The token is not a JSON Web Token.");
    }

    private static List<VerificationKey> suitable(
            List<VerificationKey> keys, String kid, String algorithm) {
        List<VerificationKey> suitable = new ArrayList<>();
        boolean known = kid == null;
        for (VerificationKey key : keys) {
            boolean meant = kid == null || kid.equals(key.id());
            known |= meant;
            if (meant && key.algorithms().contains(algorithm)) {
                suitable.add(key);
            }
        }
        if (!known) {
            throw new RefusedException(
                    "The token names a key (kid) that the coordinator does not have: is it from"
                            + " another issuer, or has that key been withdrawn?");
        }
        if (suitable.isEmpty()) {
            throw new RefusedException("The coordinator has no key for " + algorithm + " tokens.");
        }
        return suitable;
    }

    private static boolean verifies(VerificationKey key, JsonWebSignature signed) {
        try {
            signed.setKey(key.key());
            return signed.verifySignature();
        } catch (JoseException unsuitable) {
            return false;
        }
    }

    private Identity check(JsonWebSignature signed, List<VerificationKey> keys) {
        Map<String, Object> said;
        try {
            String algorithm = signed.getAlgorithmHeaderValue();
            signed.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, algorithm));
            if (keys.stream().noneMatch(key -> verifies(key, signed))) {
                throw new RefusedException(
                        "The token's signature is wrong: sign it with "
                                + (keys.contains(secret)
                                        ? "the secret that the coordinator was given."
                                        : "a key that the coordinator knows."));
            }
            said = TokenClaims.parse(signed.getPayload());
        } catch (RefusedException refused) {
            throw refused;
        } catch (JoseException | RuntimeException malformed) {
            throw malformed();
        }
        return claims.identity(said);
    }
}
