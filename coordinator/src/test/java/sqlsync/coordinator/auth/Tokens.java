package sqlsync.coordinator.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens by hand, good ones and bad ones. */
public final class Tokens {
    private Tokens() {}

    /** Claims of a token for all documents that is valid for an hour. */
    public static String claims(String user) {
        return claims(user, "\"documents\":[\"*\"]");
    }

    /**
     * @param more further claims, as JSON
     */
    public static String claims(String user, String more) {
        long soon = System.currentTimeMillis() / 1_000 + 3_600;
        return "{\"sub\":\"" + user + "\",\"exp\":" + soon + "," + more + "}";
    }

    /** Signed by HS256, whatever the header says. */
    public static String sign(String header, String claims, byte[] secret) {
        String signed = encode(header.getBytes(StandardCharsets.UTF_8));
        signed += "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
