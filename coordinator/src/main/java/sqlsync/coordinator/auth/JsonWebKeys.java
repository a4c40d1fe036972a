package sqlsync.coordinator.auth;

import java.io.IOException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * A JSON Web Key Set (RFC 7517): the public keys of a token issuer. A key that cannot be used is
 * left out; the others count.
 *
 * @param keys those that can be used; at least one
 * @param leftOut why others cannot, a sentence each
 */
record JsonWebKeys(List<VerificationKey> keys, List<String> leftOut) {
    /** More are taken for a mistake: a token without a {@code kid} is checked with each of them. */
    static final int KEYS_MAX = 64;

    static final int RSA_BITS_MIN = 2048;

    /** The time that a check takes grows with the square. */
    static final int RSA_BITS_MAX = 8192;

    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256");

    /** By {@code crv}. */
    private static final Map<String, String> CURVES =
            Map.of("P-256", "ES256", "P-384", "ES384", "Ed25519", "EdDSA");

    /** Why one key is left out. */
    private static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * @throws IOException with a sentence for people, also where no key can be used
     */
    static JsonWebKeys parse(String json) throws IOException {
        if (!(members(json).get("keys") instanceof List<?> list)) {
            throw new IOException("it is not a JSON Web Key Set: it has no list `keys`.");
        }
        if (list.size() > KEYS_MAX) {
            throw new IOException("it has " + list.size() + " keys; " + KEYS_MAX + " is the most.");
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                keys.add(key(list.get(i)));
            } catch (UnusableException unusable) {
                leftOut.add("Key " + i + " " + unusable.getMessage() + ".");
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(
                    ("it has no key that tokens can be checked with. " + String.join(" ", leftOut))
                            .strip());
        }
        return new JsonWebKeys(List.copyOf(keys), List.copyOf(leftOut));
    }

    private static Map<String, Object> members(String json) throws IOException {
        try {
            return JsonUtil.parseJson(json);
        } catch (JoseException malformed) {
            throw new IOException("it is not JSON: " + malformed.getMessage());
        }
    }

    private static VerificationKey key(Object element) throws UnusableException {
        if (!(element instanceof Map<?, ?> members)) {
            throw new UnusableException("is not an object");
        }
        Object use = members.get("use");
        if (use != null && !use.equals("sig")) {
            throw new UnusableException("is not for signatures (use)");
        }
        if (members.get("key_ops") instanceof List<?> operations
                && !operations.contains("verify")) {
            throw new UnusableException("is not for checking signatures (key_ops)");
        }
        if ("oct".equals(members.get("kty"))) {
            throw new UnusableException("is a shared secret: that is for --jwt-secret-file");
        }
        if (members.containsKey("d")) {
            throw new UnusableException(
                    "has its private half (d), which only its owner may have: publish the public half");
        }
        JsonWebKey parsed = parsed(members);
        Set<String> algorithms = algorithms(members, parsed);
        String named = parsed.getAlgorithm();
        if (named == null) {
            return new VerificationKey(parsed.getKeyId(), algorithms, parsed.getKey());
        }
        if (!algorithms.contains(named)) {
            throw new UnusableException("is for " + named + ", which is not supported for it");
        }
        return new VerificationKey(parsed.getKeyId(), Set.of(named), parsed.getKey());
    }

    private static JsonWebKey parsed(Map<?, ?> members) throws UnusableException {
        try {
            @SuppressWarnings("unchecked")
            Map<String, Object> named = (Map<String, Object>) members;
            return JsonWebKey.Factory.newJwk(named);
        } catch (JoseException | RuntimeException malformed) {
            throw new UnusableException("cannot be read: " + malformed.getMessage());
        }
    }

    private static Set<String> algorithms(Map<?, ?> members, JsonWebKey parsed)
            throws UnusableException {
        if (parsed.getKey() instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
                throw new UnusableException(
                        "has "
                                + bits
                                + " bits; an RSA key has "
                                + RSA_BITS_MIN
                                + " to "
                                + RSA_BITS_MAX);
            }
            return RSA;
        }
        String algorithm = CURVES.get(String.valueOf(members.get("crv")));
        if (algorithm == null) {
            throw new UnusableException(
                    "is of the curve " + members.get("crv") + ", which is not supported");
        }
        return Set.of(algorithm);
    }
}
