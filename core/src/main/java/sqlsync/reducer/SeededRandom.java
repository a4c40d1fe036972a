package sqlsync.reducer;

/**
 * The random numbers of one mutation: the same sequence wherever and however often it is replayed.
 * xoshiro128** over four {@code int}s, filled from a 64-bit seed by splitmix32 (Blackman and Vigna;
 * public domain algorithms).
 */
final class SeededRandom {
    private int a;
    private int b;
    private int c;
    private int d;

    SeededRandom(long seed) {
        int low = (int) seed;
        int high = (int) (seed >>> 32);
        a = mix(low + 0x9E3779B9);
        b = mix(low + 2 * 0x9E3779B9);
        c = mix(high + 3 * 0x9E3779B9);
        d = mix(high + 4 * 0x9E3779B9);
        if ((a | b | c | d) == 0) {
            a = 1;
        }
    }

    private static int mix(int state) {
        int z = state;
        z = (z ^ (z >>> 16)) * 0x21F0AAAD;
        z = (z ^ (z >>> 15)) * 0x735A2D97;
        return z ^ (z >>> 15);
    }

    int nextInt() {
        int result = Integer.rotateLeft(b * 5, 7) * 9;
        int t = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = Integer.rotateLeft(d, 11);
        return result;
    }

    /** In [0, 1), 53 bits. */
    double nextDouble() {
        int high = nextInt() >>> 5;
        int low = nextInt() >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            int word = nextInt();
            for (int k = 0; k < 4 && i < bytes.length; k++, i++) {
                bytes[i] = (byte) (word >>> (8 * k));
            }
        }
    }
}
