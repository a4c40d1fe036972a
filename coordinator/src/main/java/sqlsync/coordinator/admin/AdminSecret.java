package sqlsync.coordinator.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret that an administrator shows with every request. It is compared in constant time. */
public final class AdminSecret {
    static final int CHARS_MIN = 32;
    static final int CHARS_MAX = 4_096;
    private static final String BEARER = "Bearer ";

    private final byte[] hash;

    private AdminSecret(byte[] hash) {
        this.hash = hash;
    }

    /**
     * Reads it: the text of the file, but for white space around it.
     *
     * @throws IOException with a sentence for people
     */
    public static AdminSecret read(Path file) throws IOException {
        String secret = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        if (secret.length() < CHARS_MIN || secret.length() > CHARS_MAX) {
            throw new IOException(
                    "The administrator's secret in "
                            + file
                            + " has "
                            + secret.length()
                            + " characters; it needs "
                            + CHARS_MIN
                            + " to "
                            + CHARS_MAX
                            + ". `openssl rand -hex 32` makes a good one.");
        }
        if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IOException(
                    "The administrator's secret in "
                            + file
                            + " has spaces, or other characters than ASCII. `openssl rand -hex 32`"
                            + " makes a good one.");
        }
        return new AdminSecret(hash(secret));
    }

    /**
     * Whether a request shows it.
     *
     * @param authorization the header of that name, or null
     */
    boolean isShown(String authorization) {
        boolean bears =
                authorization != null
                        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String shown = bears ? authorization.substring(BEARER.length()).strip() : "";
        // Of one length, so that the time tells nothing of the secret's.
        return MessageDigest.isEqual(hash(shown), hash);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
