package sqlsync.coordinator.log;

/** For tests that count lines of the log, of which all tests of one process share the limits. */
public final class LogLimits {
    private LogLimits() {}

    public static void reset() {
        LogLimit.reset();
    }
}
