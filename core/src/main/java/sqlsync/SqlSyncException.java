package sqlsync;

/**
 * A failure that a user of the API sees: a code to switch on and a sentence to act on.
 *
 * <p>Whatever reaches a page is one of these. {@code reason} is set for {@link
 * ErrorCode#MUTATION_REJECTED} only: the code given to {@code reject}, or "threw" or "async".
 */
public final class SqlSyncException extends RuntimeException {
    private final ErrorCode code;
    private final String reason;

    public SqlSyncException(ErrorCode code, String message) {
        this(code, message, (String) null);
    }

    public SqlSyncException(ErrorCode code, String message, String reason) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    /** As the others, with what it was caused by. */
    public SqlSyncException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = null;
    }

    public ErrorCode code() {
        return code;
    }

    /** Why a mutation was rejected, or null. */
    public String reason() {
        return reason;
    }
}
