package sqlsync.codec;

/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), eight bytes a step, in {@code int}s only:
 * a {@code long} is a BigInt in compiled JavaScript.
 */
public final class Crc32c {
    private static final int[][] TABLES = tables();

    private static Loop loop = Crc32c::inJava;

    /** Another implementation of {@link #update}, with the same results. */
    public interface Loop {
        int update(int crc, byte[] bytes, int offset, int length);
    }

    private Crc32c() {}

    private static int[][] tables() {
        int[][] tables = new int[8][256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0x82F63B78 : crc >>> 1;
            }
            tables[0][i] = crc;
        }
        for (int i = 0; i < 256; i++) {
            for (int k = 1; k < 8; k++) {
                int before = tables[k - 1][i];
                tables[k][i] = (before >>> 8) ^ tables[0][before & 0xFF];
            }
        }
        return tables;
    }

    /** The checksum of a range of bytes. */
    public static int of(byte[] bytes, int offset, int length) {
        return update(0, bytes, offset, length);
    }

    /** Continues {@code crc}, the checksum of what came before, over a range of bytes. */
    public static int update(int crc, byte[] bytes, int offset, int length) {
        return loop.update(crc, bytes, offset, length);
    }

    /** From here on, {@code faster} runs over the bytes; for platforms that have one. */
    public static void use(Loop faster) {
        loop = faster;
    }

    private static int inJava(int crc, byte[] bytes, int offset, int length) {
        int[] t0 = TABLES[0];
        int[] t1 = TABLES[1];
        int[] t2 = TABLES[2];
        int[] t3 = TABLES[3];
        int[] t4 = TABLES[4];
        int[] t5 = TABLES[5];
        int[] t6 = TABLES[6];
        int[] t7 = TABLES[7];
        int c = ~crc;
        int i = offset;
        int end = offset + length;
        for (; i + 8 <= end; i += 8) {
            int x =
                    c
                            ^ ((bytes[i] & 0xFF)
                                    | (bytes[i + 1] & 0xFF) << 8
                                    | (bytes[i + 2] & 0xFF) << 16
                                    | bytes[i + 3] << 24);
            c =
                    t7[x & 0xFF]
                            ^ t6[(x >>> 8) & 0xFF]
                            ^ t5[(x >>> 16) & 0xFF]
                            ^ t4[x >>> 24]
                            ^ t3[bytes[i + 4] & 0xFF]
                            ^ t2[bytes[i + 5] & 0xFF]
                            ^ t1[bytes[i + 6] & 0xFF]
                            ^ t0[bytes[i + 7] & 0xFF];
        }
        for (; i < end; i++) {
            c = (c >>> 8) ^ t0[(c ^ bytes[i]) & 0xFF];
        }
        return ~c;
    }
}
