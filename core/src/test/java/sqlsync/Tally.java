package sqlsync;

/** Tells in the output of the build how much a test did, so that one that does nothing is seen. */
public final class Tally {
    private static final System.Logger OUTPUT = System.getLogger("sqlsync.Tally");

    private Tally() {}

    /** {@code bin/verify} shows lines that begin like these. */
    public static void tell(String what, long count) {
        OUTPUT.log(System.Logger.Level.INFO, "counted {0}: {1}", what, Long.toString(count));
    }
}
