package sqlsync.jvm;

import java.util.Random;
import sqlsync.platform.Randomness;

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
