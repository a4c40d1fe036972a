package sqlsync.coordinator.loop;

import java.security.SecureRandom;
import sqlsync.platform.Randomness;

/** Bits that nobody can guess. */
public final class SystemRandomness implements Randomness {
    private final SecureRandom random = new SecureRandom();

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public long bits64() {
        return random.nextLong();
    }
}
