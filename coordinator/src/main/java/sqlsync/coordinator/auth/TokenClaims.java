package sqlsync.coordinator.auth;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import sqlsync.Limits;
import sqlsync.platform.Clock;

/**
 * Checks what a token says whose signature is right, against {@link TokenRules}. A refusal names
 * the claim; what the claim was, and what it should have been, is for the log.
 */
final class TokenClaims {
    /** The year 3000, in seconds since 1970: a larger number is in milliseconds. */
    private static final long PLAUSIBLE_SECONDS_MAX = 32_503_680_000L;

    private final TokenRules rules;
    private final Clock clock;

    TokenClaims(TokenRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * @throws JoseException where it is not one JSON object whose members have names of their own
     */
    static Map<String, Object> parse(String payload) throws JoseException {
        return JsonUtil.parseJson(payload);
    }

    /**
     * @throws RefusedException where they are not accepted
     */
    Identity identity(Map<String, Object> claims) {
        String user = user(claims);
        long expires = times(claims, user);
        issuer(claims, user);
        audience(claims, user);
        Long issued = time(claims, "iat", user);
        return new Identity(
                user,
                documents(claims, user),
                forReducers(claims, user),
                expires + Identity.LEEWAY_MILLIS,
                issued == null ? 0 : issued);
    }

    private static String user(Map<String, Object> claims) {
        Object subject = claims.get("sub");
        if (subject == null || subject.equals("")) {
            throw new RefusedException("The token has no subject (sub).");
        }
        if (!(subject instanceof String name) || name.length() > Limits.USER_CHARS_MAX) {
            throw new RefusedException(
                    "The token's subject (sub) is not a text of at most "
                            + Limits.USER_CHARS_MAX
                            + " characters.");
        }
        return name;
    }

    /** Returns when it expires. */
    private long times(Map<String, Object> claims, String user) {
        long now = clock.now();
        Long expires = time(claims, "exp", user);
        Long notBefore = time(claims, "nbf", user);
        Long issued = time(claims, "iat", user);
        if (expires == null) {
            throw refused(
                    user,
                    "The token does not say when it expires (exp): let whoever issues it add that.",
                    null);
        }
        if (expires + Identity.LEEWAY_MILLIS <= now) {
            throw refused(
                    user,
                    "The token has expired: make `token` a function that fetches a fresh one.",
                    (now - expires) / 1_000 + " s ago");
        }
        if (notBefore != null && notBefore - Identity.LEEWAY_MILLIS > now) {
            throw refused(user, "The token is not valid yet (nbf).", null);
        }
        long since = issued == null ? now : Math.min(issued, now);
        if (expires - since > rules.lifetimeMillisMax() + Identity.LEEWAY_MILLIS) {
            throw refused(
                    user,
                    "The token is valid for "
                            + readable(expires - since)
                            + "; "
                            + readable(rules.lifetimeMillisMax())
                            + " is the most that this coordinator takes (--max-token-lifetime).",
                    null);
        }
        return expires;
    }

    /** In milliseconds; null where it is not said. */
    private static Long time(Map<String, Object> claims, String name, String user) {
        Object time = claims.get(name);
        if (time == null && !claims.containsKey(name)) {
            return null;
        }
        BigDecimal seconds = time instanceof Number number ? decimal(number) : null;
        if (seconds == null || seconds.signum() < 0) {
            throw refused(
                    user, "The token's " + name + " is not a number of seconds since 1970.", null);
        }
        if (seconds.compareTo(BigDecimal.valueOf(PLAUSIBLE_SECONDS_MAX)) > 0) {
            throw refused(
                    user,
                    "The token's "
                            + name
                            + " is beyond the year 3000. Is it in milliseconds? It must be in seconds"
                            + " since 1970.",
                    null);
        }
        return seconds.movePointRight(3).longValue();
    }

    /** Null where it is beyond all numbers. */
    private static BigDecimal decimal(Number number) {
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException infinite) {
            return null;
        }
    }

    private static String readable(long millis) {
        long hours = TimeUnit.MILLISECONDS.toHours(millis);
        return hours < 48 ? Math.max(1, hours) + " h" : hours / 24 + " days";
    }

    private void issuer(Map<String, Object> claims, String user) {
        Object issuer = claims.get("iss");
        if (!rules.issuers().isEmpty()
                && !(issuer instanceof String name && rules.issuers().contains(name))) {
            throw refused(
                    user,
                    "The token is of another issuer (iss) than this coordinator takes.",
                    "iss " + issuer + ", --issuer " + rules.issuers());
        }
    }

    private void audience(Map<String, Object> claims, String user) {
        Object audience = claims.get("aud");
        if (rules.audiences().isEmpty()) {
            if (audience != null) {
                throw refused(
                        user,
                        "The token is for an audience (aud), and this coordinator was not told its"
                                + " own (--audience).",
                        "aud " + audience);
            }
            return;
        }
        List<?> named = audience instanceof List<?> list ? list : listOf(audience);
        if (named.stream().noneMatch(rules.audiences()::contains)) {
            throw refused(
                    user,
                    "The token is for another audience (aud) than this coordinator.",
                    "aud " + audience + ", --audience " + rules.audiences());
        }
    }

    private static List<?> listOf(Object one) {
        return one == null ? List.of() : List.of(one);
    }

    /** Null where the token does not say. */
    private List<DocumentRule> documents(Map<String, Object> claims, String user) {
        if (rules.documentsClaim() == null) {
            return List.of();
        }
        Object documents = claim(claims, rules.documentsClaim());
        if (documents == null) {
            return null;
        }
        List<DocumentRule> said = new ArrayList<>();
        boolean understood = documents instanceof List || documents instanceof Map;
        if (documents instanceof List<?> patterns) {
            for (Object pattern : patterns) {
                understood &= add(said, pattern, user, "write");
            }
        } else if (documents instanceof Map<?, ?> rights) {
            for (Map.Entry<?, ?> each : rights.entrySet()) {
                understood &= add(said, each.getKey(), user, each.getValue());
            }
        }
        if (!understood) {
            throw refused(
                    user,
                    "The token's `"
                            + rules.documentsClaim()
                            + "` is neither a list of texts nor an object with \"read\" or \"write\" for"
                            + " each text.",
                    null);
        }
        return List.copyOf(said);
    }

    private static boolean add(List<DocumentRule> said, Object pattern, String user, Object right) {
        boolean writes = "write".equals(right);
        if (!(pattern instanceof String text) || !writes && !"read".equals(right)) {
            return false;
        }
        said.add(DocumentRule.of(text, user, writes ? Right.WRITE : Right.READ));
        return true;
    }

    private String forReducers(Map<String, Object> claims, String user) {
        if (rules.reducerClaims().isEmpty()) {
            return null;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (String name : rules.reducerClaims()) {
            Object value = claim(claims, name);
            if (value != null) {
                named.put(name, value);
            }
        }
        String text = EncodedClaims.of(named);
        if (text.length() > Limits.CLAIMS_CHARS_MAX) {
            throw refused(
                    user,
                    "The token's claims for reducers (--reducer-claims) have "
                            + text.length()
                            + " characters; "
                            + Limits.CLAIMS_CHARS_MAX
                            + " is the most.",
                    null);
        }
        return text;
    }

    /** A claim of this name, or else a member of the claim before the first dot, and so on. */
    private static Object claim(Map<?, ?> claims, String name) {
        int dot = name.indexOf('.');
        if (claims.containsKey(name) || dot < 0) {
            return claims.get(name);
        }
        return claims.get(name.substring(0, dot)) instanceof Map<?, ?> members
                ? claim(members, name.substring(dot + 1))
                : null;
    }

    private static RefusedException refused(String user, String message, String detail) {
        return new RefusedException(message, user, detail);
    }
}
