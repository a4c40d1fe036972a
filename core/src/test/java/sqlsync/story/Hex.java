package sqlsync.story;

/** Bytes as text; TeaVM's class library has no {@code HexFormat}. */
public final class Hex {
    private static final String DIGITS = "0123456789abcdef";

    private Hex() {}

    public static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 2);
        for (byte each : bytes) {
            text.append(DIGITS.charAt(each >> 4 & 0xF)).append(DIGITS.charAt(each & 0xF));
        }
        return text.toString();
    }

    public static byte[] parse(String text) {
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
