package sqlsync.coordinator.auth;

/**
 * A token is not accepted, or does not allow what is asked for. The message is for the one who sent
 * it, and says nothing that helps to forge a token.
 */
public final class RefusedException extends RuntimeException {
    private final String user;
    private final String detail;

    public RefusedException(String message) {
        this(message, null, null);
    }

    /**
     * @param user the subject of a token whose signature is right, or null
     * @param detail for the log only, or null
     */
    public RefusedException(String message, String user, String detail) {
        super(message);
        this.user = user;
        this.detail = detail;
    }

    /** The subject of a token whose signature is right, or null. */
    public String user() {
        return user;
    }

    /** What the log says besides the message, or null. */
    public String detail() {
        return detail;
    }
}
