package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.Limits;

class JwtAuthenticatorTest {
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long NOW = 1_700_000_000_000L;
    private static final String HS256 = "{\"alg\":\"HS256\"}";

    @TempDir Path directory;
    private final JwtAuthenticator authenticator =
            new JwtAuthenticator(SECRET, null, TokenRules.DEFAULT, () -> NOW);

    private Identity accept(String claims) {
        return authenticator
                .authenticate(Tokens.sign(HS256, claims, SECRET))
                .toCompletableFuture()
                .join();
    }

    private String refusal(String token) {
        return assertThrows(
                        CompletionException.class,
                        () -> authenticator.authenticate(token).toCompletableFuture().join())
                .getCause()
                .getMessage();
    }

    private String refusalOf(String claims) {
        return refusal(Tokens.sign(HS256, claims, SECRET));
    }

    @Test
    void theSubjectIsTheUserAndDocumentsAreTaken() {
        assertEquals(
                new Identity("ann", null, 1_700_000_031_000L),
                accept("{\"sub\":\"ann\",\"exp\":1700000001}"));
        assertEquals(
                new Identity(
                        "ann",
                        List.of(
                                new DocumentRule("a", false, Right.WRITE),
                                new DocumentRule("b", true, Right.WRITE)),
                        1_700_000_031_000L),
                accept("{\"sub\":\"ann\",\"exp\":1700000001,\"documents\":[\"a\",\"b*\"]}"));
    }

    @Test
    void whatHasExpiredOrIsNotYetValidIsRefused() {
        assertEquals(
                "The token has expired: make `token` a function that fetches a fresh one.",
                refusalOf("{\"sub\":\"ann\",\"exp\":1699999970}"));
        assertEquals(
                "The token is not valid yet (nbf).",
                refusalOf("{\"sub\":\"ann\",\"exp\":1700000100,\"nbf\":1700000031}"));
        assertEquals("The token has no subject (sub).", refusalOf("{\"exp\":1700000100}"));
    }

    @Test
    void aTokenMustExpireAndNotInAnAge() {
        assertEquals(
                "The token does not say when it expires (exp): let whoever issues it add that.",
                refusalOf("{\"sub\":\"ann\"}"));
        assertEquals(
                "The token's exp is beyond the year 3000. Is it in milliseconds? It must be in"
                        + " seconds since 1970.",
                refusalOf("{\"sub\":\"ann\",\"exp\":1700000001000}"));
        for (String exp : List.of("\"1700000100\"", "null", "[]", "true", "-1")) {
            assertEquals(
                    "The token's exp is not a number of seconds since 1970.",
                    refusalOf("{\"sub\":\"ann\",\"exp\":" + exp + "}"),
                    exp);
        }
        assertEquals(
                "The token is valid for 31 days; 30 days is the most that this coordinator takes"
                        + " (--max-token-lifetime).",
                refusalOf("{\"sub\":\"ann\",\"exp\":1702678400}"));
        // What was issued long ago for long is so even where little of it is left.
        assertTrue(
                refusalOf("{\"sub\":\"ann\",\"iat\":1600000000,\"exp\":1700000100}")
                        .startsWith("The token is valid for 1157 days; "));
        accept("{\"sub\":\"ann\",\"iat\":1699999000.5,\"exp\":1.7025e9}");
    }

    @Test
    void aTokenForAnAudienceIsForNobodyElse() {
        assertEquals(
                "The token is for an audience (aud), and this coordinator was not told its own"
                        + " (--audience).",
                refusalOf("{\"sub\":\"ann\",\"exp\":1700000100,\"aud\":\"shop\"}"));
    }

    @Test
    void claimsWithTwoMembersOfOneNameAreRefused() {
        assertEquals(
                "The token is not a JSON Web Token.",
                refusalOf("{\"sub\":\"ann\",\"exp\":1700000100,\"sub\":\"bob\"}"));
        String claims = "{\"sub\":\"ann\",\"exp\":1700000100}";
        String twice = "{\"alg\":\"none\",\"alg\":\"HS256\"}";
        assertEquals(
                "The token is not a JSON Web Token.", refusal(Tokens.sign(twice, claims, SECRET)));
    }

    @Test
    void whatIsNotSignedByUsIsRefused() {
        byte[] other = SECRET.clone();
        other[0]++;
        assertEquals(
                "The token's signature is wrong: sign it with the secret that the coordinator was"
                        + " given.",
                refusal(Tokens.sign(HS256, "{\"sub\":\"ann\",\"exp\":1700000100}", other)));
        assertEquals(
                "This coordinator lets in only who has a token: pass `token` to openDocument, a"
                        + " JSON Web Token or a function that fetches one.",
                refusal(null));
        assertEquals("The token is not a signed JSON Web Token.", refusal("ann"));
        String signed = Tokens.sign(HS256, "{\"sub\":\"ann\"}", SECRET);
        assertTrue(
                refusal(signed.substring(0, signed.lastIndexOf('.') + 1)).startsWith("The token"));
        for (String algorithm : List.of("none", "HS384", "HS512", "RS256")) {
            String header = "{\"alg\":\"" + algorithm + "\"}";
            String said = refusal(Tokens.sign(header, "{\"sub\":\"ann\"}", SECRET));
            assertTrue(said.startsWith("The token is not "), algorithm + ": " + said);
        }
    }

    private Identity shown(String claims, String... names) {
        TokenRules rules =
                new TokenRules(
                        List.of(),
                        List.of(),
                        TokenRules.LIFETIME_MILLIS_MAX_DEFAULT,
                        "documents",
                        List.of(names));
        String payload = "{\"sub\":\"ann\",\"exp\":1700000001," + claims + "}";
        return new JwtAuthenticator(SECRET, null, rules, () -> NOW)
                .authenticate(Tokens.sign(HS256, payload, SECRET))
                .toCompletableFuture()
                .join();
    }

    @Test
    void reducersSeeTheClaimsThatAreNamedAsEncodedValues() {
        String claims =
                "\"role\":\"admin\",\"secret\":1,\"app\":{\"teams\":[\"a\",null,true,1.5]},"
                        + "\"tag\":{\"$bytes\":\"no\"},\"big\":9007199254740993";
        assertEquals(null, shown(claims).claims());
        assertEquals("{}", shown(claims, "missing").claims());
        assertEquals(
                "{\"role\":\"admin\",\"app.teams\":[\"a\",null,true,1.5],\"tag\":{\"$$bytes\":\"no\"},"
                        + "\"big\":{\"$bigint\":\"9007199254740993\"}}",
                shown(claims, "role", "app.teams", "tag", "big", "missing").claims());
        assertEquals("{\"$$role\":1}", shown("\"$role\":1", "$role").claims());
    }

    @Test
    void claimsThatAreTooLongRefuseTheToken() {
        int least = "{\"a\":\"\"}".length();
        String longest = "x".repeat(Limits.CLAIMS_CHARS_MAX - least);
        assertEquals(
                Limits.CLAIMS_CHARS_MAX, shown("\"a\":\"" + longest + "\"", "a").claims().length());
        CompletionException refused =
                assertThrows(
                        CompletionException.class, () -> shown("\"a\":\"x" + longest + "\"", "a"));
        assertTrue(refused.getCause().getMessage().contains("4096 is the most"));
    }

    private Right right(String claim, String documents, String id) {
        TokenRules rules =
                new TokenRules(List.of(), List.of(), TokenRules.LIFETIME_MILLIS_MAX_DEFAULT, claim);
        String claims = "{\"sub\":\"ann\",\"exp\":1700000001," + documents + "}";
        Identity who =
                new JwtAuthenticator(SECRET, null, rules, () -> NOW)
                        .authenticate(Tokens.sign(HS256, claims, SECRET))
                        .toCompletableFuture()
                        .join();
        Grant grant =
                new TokenDocumentsAuthorizer(null)
                        .authorize(who, id, Right.WRITE)
                        .toCompletableFuture()
                        .join();
        assertEquals(who.untilMillis(), grant.untilMillis());
        return grant.right();
    }

    @Test
    void aTokenOpensWhatItNamesAndNothingElse() {
        String list = "\"documents\":[\"a\",\"team-*\"]";
        for (String id : List.of("a", "team-", "team-1")) {
            assertEquals(Right.WRITE, right("documents", list, id), id);
        }
        for (String id : List.of("ab", "team", "A", "")) {
            assertEquals(Right.NONE, right("documents", list, id), id);
        }
        for (String nothing : List.of("\"documents\":[]", "\"documents\":{}", "\"x\":1")) {
            assertEquals(Right.NONE, right("documents", nothing, "a"), nothing);
        }
        assertEquals(Right.WRITE, right("documents", "\"documents\":[\"*\"]", "anything"));
    }

    @Test
    void aRightIsToReadOrToWriteAndTheHighestCounts() {
        String rights = "\"documents\":{\"*\":\"read\",\"team-*\":\"write\",\"team-1\":\"read\"}";
        assertEquals(Right.READ, right("documents", rights, "a"));
        assertEquals(Right.WRITE, right("documents", rights, "team-1"));
        for (String wrong : List.of("\"team2\"", "7", "true", "{\"a\":\"admin\"}", "{\"a\":1}")) {
            assertEquals(
                    "The token's `documents` is neither a list of texts nor an object with \"read\" or"
                            + " \"write\" for each text.",
                    refusalOf("{\"sub\":\"ann\",\"exp\":1700000001,\"documents\":" + wrong + "}"),
                    wrong);
        }
    }

    @Test
    void theSubjectStandsInAPattern() {
        String own = "\"documents\":{\"notes/{sub}\":\"write\",\"{sub}/*\":\"read\"}";
        assertEquals(Right.WRITE, right("documents", own, "notes/ann"));
        assertEquals(Right.READ, right("documents", own, "ann/1"));
        for (String id : List.of("notes/{sub}", "{sub}/1", "notes/annie", "notes/bob", "bob/1")) {
            assertEquals(Right.NONE, right("documents", own, id), id);
        }
        // A star in a name is none of the pattern.
        assertEquals(
                new DocumentRule("*", false, Right.READ),
                DocumentRule.of("{sub}", "*", Right.READ));
    }

    @Test
    void anotherClaimMayNameTheDocuments() {
        String within = "\"app_metadata\":{\"sync\":{\"documents\":[\"a\"]}}";
        assertEquals(Right.WRITE, right("app_metadata.sync.documents", within, "a"));
        String named = "\"https://example.com/documents\":[\"a\"]";
        assertEquals(Right.WRITE, right("https://example.com/documents", named, "a"));
        // What is named by its whole name goes before what lies within.
        String both = "\"x.y\":[\"a\"],\"x\":{\"y\":[\"b\"]}";
        assertEquals(Right.WRITE, right("x.y", both, "a"));
        assertEquals(Right.NONE, right("x.y", both, "b"));
        for (String other : List.of(named, "\"app_metadata\":[]", "\"documents\":[\"a\"]")) {
            assertEquals(Right.NONE, right("app_metadata.documents", other, "a"), other);
        }
    }

    @Test
    void theSecretIsReadWithoutTheEndOfItsLineAndMustBeLong() throws Exception {
        Path file = directory.resolve("secret");
        Files.write(file, "0123456789abcdef0123456789abcdef\n".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(SECRET, JwtAuthenticator.readSecret(file));
        Files.writeString(file, "short\n");
        String said =
                assertThrows(IOException.class, () -> JwtAuthenticator.readSecret(file))
                        .getMessage();
        assertTrue(said.contains("has 5 bytes; it needs 32"), said);
    }
}
