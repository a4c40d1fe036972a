package sqlsync.platform;

import java.util.Random;

/**
 * The same bits for the same seed, also as compiled: there {@code Random.nextBytes} gives others
 * than the JVM's.
 */
public final class SeededRandomness implements Randomness {
    private final Random random;

    public SeededRandomness(long seed) {
        random = new Random(seed);
    }

    @Override
    public void fill(byte[] bytes) {
        int bits = 0;
        for (int i = 0; i < bytes.length; i++) {
            bits = i % Integer.BYTES == 0 ? random.nextInt() : bits >> Byte.SIZE;
            bytes[i] = (byte) bits;
        }
    }

    @Override
    public long bits64() {
        return random.nextLong();
    }
}
