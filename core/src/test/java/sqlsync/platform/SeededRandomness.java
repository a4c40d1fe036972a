package sqlsync.platform;

import java.util.Random;

/** The same bits for the same seed. */
public final class SeededRandomness implements Randomness {
    private final Random random;

    public SeededRandomness(long seed) {
        random = new Random(seed);
    }

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public long bits64() {
        return random.nextLong();
    }
}
