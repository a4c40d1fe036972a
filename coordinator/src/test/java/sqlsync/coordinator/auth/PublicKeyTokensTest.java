package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys and tokens are made by Nimbus and the JDK, and checked by what the product uses. */
class PublicKeyTokensTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String CLAIMS = "{\"sub\":\"ann\",\"exp\":1700000100}";
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String NO_SUCH_ALGORITHM =
            "The token is not signed with ES256, ES384, EdDSA, PS256, RS256, RS384, RS512.";
    private static final String WRONG_SIGNATURE =
            "The token's signature is wrong: sign it with a key that the coordinator knows.";

    private static RSAKey rsa;
    private static ECKey p256;
    private static ECKey p384;
    private static KeyPair ed25519;

    private CachedKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = Keys.rsa("rsa", null);
        p256 = Keys.ec("p256", Curve.P_256);
        p384 = Keys.ec("p384", Curve.P_384);
        ed25519 = Keys.ed25519();
    }

    @AfterEach
    void close() {
        if (keys != null) {
            keys.close();
        }
    }

    private static String allKeys() {
        return Keys.set(rsa, p256, p384, Keys.ed25519("ed", ed25519));
    }

    private JwtAuthenticator authenticator(String set, byte[] secret, TokenRules rules) {
        keys = CachedKeys.start(new ScriptedKeys(set), new CachedKeys.Pace(60_000, 0));
        return new JwtAuthenticator(secret, keys, rules, () -> NOW);
    }

    private JwtAuthenticator authenticator(String set) {
        return authenticator(set, null, TokenRules.DEFAULT);
    }

    private static String user(Authenticator authenticator, String token) {
        return authenticator.authenticate(token).toCompletableFuture().join().user();
    }

    private static String refusal(Authenticator authenticator, String token) {
        Throwable cause =
                assertThrows(CompletionException.class, () -> user(authenticator, token))
                        .getCause();
        return assertInstanceOf(RefusedException.class, cause).getMessage();
    }

    /** The header and claims as given, and a signature of nothing. */
    private static String unsigned(String header, String signature) {
        return Base64URL.encode(header) + "." + Base64URL.encode(CLAIMS) + "." + signature;
    }

    @Test
    void everyAlgorithmIsCheckedWithTheKeyThatIsNamed() throws Exception {
        JwtAuthenticator authenticator = authenticator(allKeys());
        for (JWSAlgorithm algorithm :
                List.of(
                        JWSAlgorithm.RS256,
                        JWSAlgorithm.RS384,
                        JWSAlgorithm.RS512,
                        JWSAlgorithm.PS256)) {
            assertEquals("ann", user(authenticator, Keys.sign(rsa, algorithm, CLAIMS)));
        }
        assertEquals("ann", user(authenticator, Keys.sign(p256, JWSAlgorithm.ES256, CLAIMS)));
        assertEquals("ann", user(authenticator, Keys.sign(p384, JWSAlgorithm.ES384, CLAIMS)));
        assertEquals("ann", user(authenticator, Keys.signEd25519(ed25519, "ed", CLAIMS)));
    }

    @Test
    void oneThatWasSignedByAnotherKeyOrChangedIsRefused() throws Exception {
        JwtAuthenticator authenticator = authenticator(allKeys());
        assertEquals(
                WRONG_SIGNATURE,
                refusal(
                        authenticator,
                        Keys.sign(Keys.rsa("rsa", null), JWSAlgorithm.RS256, CLAIMS)));
        assertEquals(
                WRONG_SIGNATURE,
                refusal(
                        authenticator,
                        Keys.sign(Keys.ec("p256", Curve.P_256), JWSAlgorithm.ES256, CLAIMS)));
        assertEquals(
                WRONG_SIGNATURE,
                refusal(authenticator, Keys.signEd25519(Keys.ed25519(), "ed", CLAIMS)));
        for (String good :
                List.of(
                        Keys.sign(rsa, JWSAlgorithm.PS256, CLAIMS),
                        Keys.sign(p256, JWSAlgorithm.ES256, CLAIMS),
                        Keys.signEd25519(ed25519, "ed", CLAIMS))) {
            String[] parts = good.split("\\.");
            String claims = CLAIMS.replace("ann", "bob");
            assertEquals(
                    WRONG_SIGNATURE,
                    refusal(
                            authenticator,
                            parts[0] + "." + Base64URL.encode(claims) + "." + parts[2]));
        }
        // All zeros were right for any message in a Java that forgot to look (CVE-2022-21449).
        String zeros = Base64URL.encode(new byte[64]).toString();
        assertEquals(
                WRONG_SIGNATURE,
                refusal(authenticator, unsigned("{\"alg\":\"ES256\",\"kid\":\"p256\"}", zeros)));
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        JwtAuthenticator only = authenticator(allKeys());
        String header = "{\"alg\":\"HS256\",\"kid\":\"rsa\"}";
        List<byte[]> secrets =
                List.of(
                        rsa.toRSAPublicKey().getEncoded(),
                        rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                        ("-----BEGIN PUBLIC KEY-----\n"
                                        + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'})
                                                .encodeToString(rsa.toRSAPublicKey().getEncoded())
                                        + "\n-----END PUBLIC KEY-----\n")
                                .getBytes(StandardCharsets.US_ASCII),
                        rsa.getModulus().decode());
        for (byte[] secret : secrets) {
            assertEquals(NO_SUCH_ALGORITHM, refusal(only, Tokens.sign(header, CLAIMS, secret)));
        }
        keys.close();
        JwtAuthenticator both = authenticator(allKeys(), SECRET, TokenRules.DEFAULT);
        for (byte[] secret : secrets) {
            assertEquals(
                    "The token's signature is wrong: sign it with the secret that the coordinator was"
                            + " given.",
                    refusal(both, Tokens.sign(header, CLAIMS, secret)));
        }
        assertEquals("ann", user(both, Tokens.sign(header, CLAIMS, SECRET)));
        assertEquals("ann", user(both, Keys.sign(p256, JWSAlgorithm.ES256, CLAIMS)));
    }

    @Test
    void theAlgorithmFollowsFromTheKey() throws Exception {
        RSAKey rs256 = Keys.rsa("only", JWSAlgorithm.RS256);
        JwtAuthenticator authenticator = authenticator(Keys.set(rs256, p256));
        assertEquals("ann", user(authenticator, Keys.sign(rs256, JWSAlgorithm.RS256, CLAIMS)));
        assertEquals(
                "The coordinator has no key for PS256 tokens.",
                refusal(authenticator, Keys.sign(rs256, JWSAlgorithm.PS256, CLAIMS)));
        // Names a key of another type.
        JWSHeader other = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("p256").build();
        assertEquals(
                "The coordinator has no key for RS256 tokens.",
                refusal(authenticator, Keys.sign(rs256, other, CLAIMS)));
        for (String none : List.of("none", "None", "NONE", "", "HS384", "ES512", "PS512", "dir")) {
            for (String signature : List.of("", "AA", Base64URL.encode(new byte[256]).toString())) {
                String header = "{\"alg\":\"" + none + "\",\"kid\":\"only\"}";
                String said = refusal(authenticator, unsigned(header, signature));
                assertTrue(
                        said.equals(NO_SUCH_ALGORITHM)
                                || said.equals("The token is not a signed JSON Web Token."),
                        none + ": " + said);
            }
        }
        for (String header :
                List.of("{}", "{\"alg\":null}", "{\"alg\":7}", "{\"alg\":[\"RS256\"]}", "[]")) {
            assertTrue(
                    refusal(authenticator, unsigned(header, "AA")).startsWith("The token is not "),
                    header);
        }
    }

    @Test
    void whatAHeaderBringsAlongIsNotBelieved() throws Exception {
        JwtAuthenticator authenticator = authenticator(allKeys());
        RSAKey own = Keys.rsa("own", null);
        JWSHeader withKey =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .jwk(own.toPublicJWK())
                        .jwkURL(java.net.URI.create("https://forger.example/keys"))
                        .build();
        assertEquals(WRONG_SIGNATURE, refusal(authenticator, Keys.sign(own, withKey, CLAIMS)));
        JWSHeader critical =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .criticalParams(Set.of("exp"))
                        .customParam("exp", 1)
                        .build();
        JWSHeader unencoded =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .criticalParams(Set.of("b64"))
                        .base64URLEncodePayload(true)
                        .build();
        for (JWSHeader extended : List.of(critical, unencoded)) {
            assertEquals(
                    "The token's header has extensions (crit) that this coordinator does not know.",
                    refusal(authenticator, Keys.sign(rsa, extended, CLAIMS)));
        }
        assertEquals(
                "The token is encrypted; it must be signed only.",
                refusal(authenticator, "e30.AA.AA.AA.AA"));
    }

    @Test
    void aKeyIsFoundByItsIdAndTwoOfOneIdAreBothTried() throws Exception {
        RSAKey old = Keys.rsa("same", null);
        RSAKey young = Keys.rsa("same", null);
        ECKey elliptic = Keys.ec("same", Curve.P_256);
        JwtAuthenticator authenticator = authenticator(Keys.set(old, young, elliptic));
        for (JWK key : List.of(old, young)) {
            assertEquals("ann", user(authenticator, Keys.sign(key, JWSAlgorithm.RS256, CLAIMS)));
        }
        assertEquals("ann", user(authenticator, Keys.sign(elliptic, JWSAlgorithm.ES256, CLAIMS)));
        JWSHeader nameless = new JWSHeader.Builder(JWSAlgorithm.RS256).build();
        assertEquals("ann", user(authenticator, Keys.sign(young, nameless, CLAIMS)));
        JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("other").build();
        assertTrue(
                refusal(authenticator, Keys.sign(young, unknown, CLAIMS))
                        .startsWith(
                                "The token names a key (kid) that the coordinator does not have"));
    }

    /** Shapes as documented by those who issue them, with the options that an operator needs. */
    @Test
    void tokensInTheFormsOfWellKnownIssuersAreAccepted() throws Exception {
        RSAKey rs256 = Keys.rsa("k1", JWSAlgorithm.RS256);
        String times = "\"iat\":1699999900,\"exp\":1700003500";
        // Auth0: an access token for an API.
        assertIssued(
                "auth0|5f7c8ec7",
                rs256,
                JWSAlgorithm.RS256,
                "https://tenant.eu.auth0.com/",
                "https://notes.example/api",
                "{\"iss\":\"https://tenant.eu.auth0.com/\",\"sub\":\"auth0|5f7c8ec7\",\"aud\":"
                        + "[\"https://notes.example/api\",\"https://tenant.eu.auth0.com/userinfo\"],"
                        + times
                        + ",\"scope\":\"openid profile\",\"azp\":\"my_client_id\"}");
        // Clerk: a session token, without an audience.
        assertIssued(
                "user_2Nxyz",
                rs256,
                JWSAlgorithm.RS256,
                "https://clerk.notes.example",
                null,
                "{\"azp\":\"https://notes.example\",\"iss\":\"https://clerk.notes.example\",\"nbf\":"
                        + "1699999890,\"sid\":\"sess_1\",\"sub\":\"user_2Nxyz\",\"v\":2,"
                        + times
                        + "}");
        // Keycloak: an access token of a realm.
        assertIssued(
                "f4c6a0d2-6d5e-4e65-9f7f-2b7d7a1c2f11",
                rs256,
                JWSAlgorithm.RS256,
                "https://sso.example/realms/notes",
                "account",
                "{\"iss\":\"https://sso.example/realms/notes\",\"aud\":\"account\",\"sub\":"
                        + "\"f4c6a0d2-6d5e-4e65-9f7f-2b7d7a1c2f11\",\"typ\":\"Bearer\",\"azp\":\"web\","
                        + "\"realm_access\":{\"roles\":[\"offline_access\"]},"
                        + times
                        + "}");
        // Supabase: asymmetric keys are of the curve P-256.
        assertIssued(
                "9d3c5f4e-0000-4000-8000-000000000001",
                Keys.ec("k2", Curve.P_256),
                JWSAlgorithm.ES256,
                "https://ref.supabase.co/auth/v1",
                "authenticated",
                "{\"iss\":\"https://ref.supabase.co/auth/v1\",\"aud\":\"authenticated\",\"sub\":"
                        + "\"9d3c5f4e-0000-4000-8000-000000000001\",\"role\":\"authenticated\","
                        + "\"app_metadata\":{\"provider\":\"email\"},\"is_anonymous\":false,"
                        + times
                        + "}");
        // Firebase: an ID token; its keys are those of all projects.
        assertIssued(
                "Zq1x9",
                rs256,
                JWSAlgorithm.RS256,
                "https://securetoken.google.com/notes-1234",
                "notes-1234",
                "{\"iss\":\"https://securetoken.google.com/notes-1234\",\"aud\":\"notes-1234\","
                        + "\"auth_time\":1699999800,\"user_id\":\"Zq1x9\",\"sub\":\"Zq1x9\",\"firebase\":"
                        + "{\"identities\":{},\"sign_in_provider\":\"password\"},"
                        + times
                        + "}");
    }

    private void assertIssued(
            String subject,
            JWK key,
            JWSAlgorithm algorithm,
            String issuer,
            String audience,
            String claims)
            throws Exception {
        List<String> audiences = audience == null ? List.of() : List.of(audience);
        JwtAuthenticator authenticator =
                authenticator(
                        Keys.set(key), null, rules(List.of(issuer, "https://other"), audiences));
        JWSHeader header =
                new JWSHeader.Builder(algorithm)
                        .keyID(key.getKeyID())
                        .type(com.nimbusds.jose.JOSEObjectType.JWT)
                        .build();
        String token = Keys.sign(key, header, claims);
        assertEquals(subject, user(authenticator, token));
        keys.close();
        authenticator = authenticator(Keys.set(key), null, rules(List.of("x"), audiences));
        assertEquals(
                "The token is of another issuer (iss) than this coordinator takes.",
                refusal(authenticator, token));
        keys.close();
        authenticator = authenticator(Keys.set(key), null, rules(List.of(issuer), List.of("x")));
        assertEquals(
                "The token is for another audience (aud) than this coordinator.",
                refusal(authenticator, token));
        keys.close();
    }

    private static TokenRules rules(List<String> issuers, List<String> audiences) {
        return new TokenRules(issuers, audiences, 86_400_000, "documents");
    }

    @Test
    void aRefusalSaysForTheLogWhoItWasAndWhatWasWrong() throws Exception {
        JwtAuthenticator authenticator =
                authenticator(Keys.set(p256), null, rules(List.of("a"), List.of()));
        String token =
                Keys.sign(
                        p256,
                        JWSAlgorithm.ES256,
                        "{\"sub\":\"ann\",\"exp\":1700000100,\"iss\":\"b\"}");
        CompletionException failed =
                assertThrows(CompletionException.class, () -> user(authenticator, token));
        RefusedException refused = (RefusedException) failed.getCause();
        assertEquals("ann", refused.user());
        assertEquals("iss b, --issuer [a]", refused.detail());
        // One that nobody signed names no user.
        String[] parts = token.split("\\.");
        String forged = parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[64]);
        failed = assertThrows(CompletionException.class, () -> user(authenticator, forged));
        assertEquals(null, ((RefusedException) failed.getCause()).user());
    }

    @Test
    void keysThatAreUnfitAreLeftOut() throws Exception {
        KeyPair pair = Keys.ed25519();
        String weak =
                new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(1024, true)
                        .keyID("weak")
                        .generate()
                        .toPublicJWK()
                        .toJSONString();
        Map<String, String> unfit =
                Map.of(
                        weak,
                        "has 1024 bits; an RSA key has 2048 to 8192.",
                        rsa.toJSONString(),
                        "has its private half (d), which only its owner may have: publish the public"
                                + " half.",
                        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                        "is a shared secret: that is for --jwt-secret-file.",
                        p256.toPublicJWK().toJSONString().replace("\"sig\"", "\"enc\""),
                        "is not for signatures (use).",
                        "{\"kty\":\"EC\",\"key_ops\":[\"sign\"]}",
                        "is not for checking signatures (key_ops).",
                        Keys.ec("k", Curve.P_521).toPublicJWK().toJSONString(),
                        "is of the curve P-521, which is not supported.",
                        p256.toPublicJWK().toJSONString().replace("{", "{\"alg\":\"RS256\","),
                        "is for RS256, which is not supported for it.",
                        "7",
                        "is not an object.");
        for (Map.Entry<String, String> one : unfit.entrySet()) {
            String good = Keys.ed25519("ed", pair).toJSONString();
            JsonWebKeys parsed =
                    JsonWebKeys.parse(Keys.set(Arrays.asList(one.getKey(), good).stream()));
            assertEquals(List.of("Key 0 " + one.getValue()), parsed.leftOut());
            assertEquals(List.of("ed"), parsed.keys().stream().map(VerificationKey::id).toList());
            assertTrue(
                    assertThrows(
                                    java.io.IOException.class,
                                    () ->
                                            JsonWebKeys.parse(
                                                    Keys.set(List.of(one.getKey()).stream())))
                            .getMessage()
                            .startsWith("it has no key that tokens can be checked with. Key 0 "));
        }
        for (String malformed :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"keys\":{}}",
                        "{\"keys\":[]}",
                        "<html>",
                        "{\"keys\":[{\"kty\":\"RSA\"}]}",
                        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}]}",
                        "{\"keys\":[" + "{},".repeat(64) + "{}]}")) {
            assertThrows(java.io.IOException.class, () -> JsonWebKeys.parse(malformed), malformed);
        }
    }
}
