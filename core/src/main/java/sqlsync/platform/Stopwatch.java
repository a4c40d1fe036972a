package sqlsync.platform;

/** Measures how long work takes. Unlike {@link Clock} it is never set back or forward. */
public interface Stopwatch {
    /** Milliseconds since an arbitrary start. */
    double millis();
}
