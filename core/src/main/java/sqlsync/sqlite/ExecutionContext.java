package sqlsync.sqlite;

/**
 * Where SQLite's clock and its {@code random()} and {@code randomblob()} come from while a mutation
 * runs, so that a replay sees what the first run saw.
 */
public interface ExecutionContext {
    /** Milliseconds since the epoch. */
    long timestampMillis();

    long nextRandom64();

    void randomBytes(byte[] to);
}
