package sqlsync.platform;

/** Random bits that nobody can guess; in simulation, bits from the seed. */
public interface Randomness {
    void fill(byte[] bytes);

    /** 64 random bits. */
    long bits64();
}
