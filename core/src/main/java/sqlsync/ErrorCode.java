package sqlsync;

/**
 * The codes of {@code SqlSyncErrorCode} in {@code sqlsync.d.ts}; {@link #text} is what JavaScript
 * sees.
 */
public enum ErrorCode {
    INVALID_ARGUMENT("invalid-argument"),
    UNKNOWN_MUTATION("unknown-mutation"),
    MUTATION_REJECTED("mutation-rejected"),
    SQL_ERROR("sql-error"),
    READ_ONLY("read-only"),
    CLOSED("closed"),
    ABORTED("aborted"),
    UNSUPPORTED("unsupported"),
    REDUCER_LOAD_FAILED("reducer-load-failed"),
    REDUCER_MISMATCH("reducer-mismatch"),
    CONFLICTING_OPTIONS("conflicting-options"),
    SCHEMA_TOO_NEW("schema-too-new"),
    ALREADY_EXISTS("already-exists"),
    NOT_FOUND("not-found"),
    DELETED("deleted"),
    UNAUTHORIZED("unauthorized"),
    INCOMPATIBLE("incompatible"),
    UNKNOWN_REDUCER("unknown-reducer"),
    STORAGE_UNAVAILABLE("storage-unavailable"),
    STORAGE_FAILED("storage-failed"),
    STORAGE_CORRUPT("storage-corrupt"),
    QUOTA_EXCEEDED("quota-exceeded"),
    UNSYNCED("unsynced"),
    WORKER_FAILED("worker-failed"),
    TIMEOUT("timeout"),
    TOO_LARGE("too-large"),
    UNREACHABLE("unreachable"),
    ORIGIN_REFUSED("origin-refused"),
    TOKEN_UNAVAILABLE("token-unavailable"),
    COORDINATOR_FAILED("coordinator-failed");

    private final String text;

    ErrorCode(String text) {
        this.text = text;
    }

    /** The code that is spelled so; one that is not known here is some incompatibility. */
    public static ErrorCode of(String text) {
        for (ErrorCode each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        return INCOMPATIBLE;
    }

    /** The code as JavaScript spells it, for example {@code sql-error}. */
    public String text() {
        return text;
    }
}
