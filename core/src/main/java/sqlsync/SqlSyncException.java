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
    private final ThrownError thrown;

    public SqlSyncException(ErrorCode code, String message) {
        this(code, message, null, null, null);
    }

    public SqlSyncException(ErrorCode code, String message, String reason) {
        this(code, message, reason, null, null);
    }

    /** As the others, with what it was caused by. */
    public SqlSyncException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, cause);
    }

    /**
     * A rejected mutation.
     *
     * @param thrown by the reducer, or null
     */
    public SqlSyncException(ErrorCode code, String message, String reason, ThrownError thrown) {
        this(code, message, reason, thrown, null);
    }

    /**
     * A failed migration.
     *
     * @param thrown by the reducer, or null
     */
    public SqlSyncException(ErrorCode code, String message, ThrownError thrown, Throwable cause) {
        this(code, message, null, thrown, cause);
    }

    private SqlSyncException(
            ErrorCode code, String message, String reason, ThrownError thrown, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
        this.thrown = thrown;
    }

    public ErrorCode code() {
        return code;
    }

    /** What the reducer threw, where that is the cause and is still known; or null. */
    public ThrownError thrown() {
        return thrown;
    }

    /** Why a mutation was rejected, or null. */
    public String reason() {
        return reason;
    }
}
