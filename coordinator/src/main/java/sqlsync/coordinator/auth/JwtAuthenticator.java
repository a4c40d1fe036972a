package sqlsync.coordinator.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import sqlsync.Limits;
import sqlsync.platform.Clock;

/**
 * JSON Web Tokens signed with a shared secret (HS256, no other algorithm). {@code sub} is the user,
 * and must be there; {@code exp} and {@code nbf} hold where they are given; {@code documents}, a
 * list of texts, is for the authorizer.
 */
public final class JwtAuthenticator implements Authenticator {
    /** Of the secret: shorter ones can be guessed. */
    public static final int SECRET_BYTES_MIN = 32;

    /** Clocks may differ by this much. */
    private static final long LEEWAY_MILLIS = 30_000;

    private final byte[] secret;
    private final Clock clock;

    public JwtAuthenticator(byte[] secret, Clock clock) {
        this.secret = secret.clone();
        this.clock = clock;
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
            return CompletableFuture.completedStage(identity(token));
        } catch (RefusedException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private Identity identity(String token) {
        if (token == null || token.isEmpty()) {
            throw new RefusedException(
                    "This coordinator lets in only who has a token: pass `token` to openDocument, a"
                            + " JSON Web Token or a function that fetches one.");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSVerifier verifier = new MACVerifier(secret);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                throw new RefusedException("The token is not signed with HS256.");
            }
            if (!jwt.verify(verifier)) {
                throw new RefusedException(
                        "The token's signature is wrong: sign it with the secret that the coordinator was"
                                + " given.");
            }
            return identity(jwt.getJWTClaimsSet());
        } catch (RefusedException refused) {
            throw refused;
        } catch (ParseException | JOSEException | RuntimeException malformed) {
            // The library has exceptions of its own for some of what a stranger can send.
            throw new RefusedException("The token is not a JSON Web Token.");
        }
    }

    private Identity identity(JWTClaimsSet claims) {
        long now = clock.now();
        Date expires = time(claims, "exp");
        if (expires != null && expires.getTime() + LEEWAY_MILLIS <= now) {
            throw new RefusedException(
                    "The token has expired: make `token` a function that fetches a fresh one.");
        }
        Date notBefore = time(claims, "nbf");
        if (notBefore != null && notBefore.getTime() - LEEWAY_MILLIS > now) {
            throw new RefusedException("The token is not valid yet.");
        }
        Object user = claims.getClaim("sub");
        if (user == null || user.equals("")) {
            throw new RefusedException("The token has no subject (sub).");
        }
        if (!(user instanceof String name) || name.length() > Limits.USER_CHARS_MAX) {
            throw new RefusedException(
                    "The token's subject (sub) is not a text of at most "
                            + Limits.USER_CHARS_MAX
                            + " characters.");
        }
        return new Identity(name, documents(claims));
    }

    private static Date time(JWTClaimsSet claims, String name) {
        Object time = claims.getClaim(name);
        if (time != null && !(time instanceof Date)) {
            throw new RefusedException(
                    "The token's " + name + " is not a number of seconds since 1970.");
        }
        return (Date) time;
    }

    /** Null where the token names none. */
    private static List<String> documents(JWTClaimsSet claims) {
        Object documents = claims.getClaim("documents");
        if (documents == null && !claims.getClaims().containsKey("documents")) {
            return null;
        }
        List<String> ids = new ArrayList<>();
        if (documents instanceof List<?> list) {
            for (Object id : list) {
                if (id instanceof String text) {
                    ids.add(text);
                }
            }
            if (ids.size() == list.size()) {
                return List.copyOf(ids);
            }
        }
        throw new RefusedException("The token's `documents` is not a list of texts.");
    }
}
