package sqlsync.reducer;

/**
 * A mutation that said no. {@link #reason} is the code given to {@code reject}, or "threw" or
 * "async".
 */
public final class MutationRejectedException extends RuntimeException {
    public static final String THREW = "threw";
    public static final String ASYNC = "async";

    private final String reason;

    public MutationRejectedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
