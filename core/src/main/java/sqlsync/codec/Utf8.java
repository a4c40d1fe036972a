package sqlsync.codec;

/**
 * UTF-8, the same on the JVM and in browsers. Compiled to JavaScript, the charsets of the class
 * library weigh several kilobytes.
 */
public final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Half a surrogate pair becomes a question mark. */
    public static byte[] encode(String text) {
        byte[] bytes = new byte[encodedBytes(text)];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (isPair(text, i)) {
                c = 0x10000 + ((c - 0xD800) << 10) + (text.charAt(++i) - 0xDC00);
                bytes[at++] = (byte) (0xF0 | c >> 18);
                bytes[at++] = (byte) (0x80 | c >> 12 & 0x3F);
                bytes[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[at++] = (byte) (0x80 | c & 0x3F);
            } else if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else if (isSurrogate(c)) {
                bytes[at++] = '?';
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xC0 | c >> 6);
                bytes[at++] = (byte) (0x80 | c & 0x3F);
            } else {
                bytes[at++] = (byte) (0xE0 | c >> 12);
                bytes[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return bytes;
    }

    private static int encodedBytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (isPair(text, i)) {
                bytes += 4;
                i++;
            } else {
                bytes += c < 0x80 || isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    private static boolean isPair(String text, int at) {
        return text.charAt(at) >> 10 == 0xD800 >> 10
                && at + 1 < text.length()
                && text.charAt(at + 1) >> 10 == 0xDC00 >> 10;
    }

    private static boolean isSurrogate(int c) {
        return c >> 11 == 0xD800 >> 11;
    }

    /**
     * What is not UTF-8 becomes U+FFFD, one for each longest part that a character begins with: as
     * a browser's TextDecoder does.
     */
    public static String decode(byte[] bytes, int offset, int length) {
        char[] chars = new char[length];
        int size = 0;
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int c = bytes[i++] & 0xFF;
            if (c < 0x80) {
                chars[size++] = (char) c;
                continue;
            }
            int more = c < 0xC2 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : 0;
            if (more == 0) {
                chars[size++] = REPLACEMENT;
                continue;
            }
            // The second byte rules out what is too long, a surrogate or beyond the last character.
            int least = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
            int most = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
            c &= 0x3F >> more;
            while (more > 0 && i < end && (bytes[i] & 0xFF) >= least && (bytes[i] & 0xFF) <= most) {
                c = c << 6 | bytes[i++] & 0x3F;
                more--;
                least = 0x80;
                most = 0xBF;
            }
            if (more > 0) {
                chars[size++] = REPLACEMENT;
            } else if (c < 0x10000) {
                chars[size++] = (char) c;
            } else {
                chars[size++] = (char) (0xD800 + (c - 0x10000 >> 10));
                chars[size++] = (char) (0xDC00 + (c & 0x3FF));
            }
        }
        return new String(chars, 0, size);
    }
}
