package sqlsync.platform;

/** The wall clock. */
public interface Clock {
    /** Milliseconds since the epoch. */
    long now();
}
