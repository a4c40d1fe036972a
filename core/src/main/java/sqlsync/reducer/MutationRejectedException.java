package sqlsync.reducer;

import sqlsync.ThrownError;

/**
 * A mutation that said no. {@link #reason} is the code given to {@code reject}, or "threw" or
 * "async".
 */
public final class MutationRejectedException extends RuntimeException {
    public static final String THREW = "threw";
    public static final String ASYNC = "async";

    private final String reason;
    private final ThrownError thrown;

    public MutationRejectedException(String reason, String message) {
        this(reason, message, (ThrownError) null);
    }

    /**
     * @param thrown by the reducer, or null
     */
    public MutationRejectedException(String reason, String message, ThrownError thrown) {
        super(message);
        this.reason = reason;
        this.thrown = thrown;
    }

    /** What the reducer's code threw, or null. */
    public ThrownError thrown() {
        return thrown;
    }

    public String reason() {
        return reason;
    }
}
