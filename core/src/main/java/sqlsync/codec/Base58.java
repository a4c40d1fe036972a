package sqlsync.codec;

/** 128-bit ids as text: base58 with the Bitcoin alphabet, always 22 characters. */
public final class Base58 {
    public static final int ID_BYTES = 16;
    public static final int ID_CHARS = 22;
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private Base58() {}

    /**
     * @param id 16 bytes, read as one big-endian number
     */
    public static String encode(byte[] id) {
        if (id.length != ID_BYTES) {
            throw new IllegalArgumentException(id.length + " bytes");
        }
        int[] digits = new int[ID_BYTES];
        for (int i = 0; i < ID_BYTES; i++) {
            digits[i] = id[i] & 0xFF;
        }
        char[] text = new char[ID_CHARS];
        for (int place = ID_CHARS - 1; place >= 0; place--) {
            int remainder = 0;
            for (int i = 0; i < ID_BYTES; i++) {
                int value = remainder << 8 | digits[i];
                digits[i] = value / 58;
                remainder = value % 58;
            }
            text[place] = ALPHABET.charAt(remainder);
        }
        return new String(text);
    }
}
