package sqlsync.coordinator.auth;

/** A token is not accepted. The message is for the one who sent it, and says nothing secret. */
public final class RefusedException extends RuntimeException {
    public RefusedException(String message) {
        super(message);
    }
}
