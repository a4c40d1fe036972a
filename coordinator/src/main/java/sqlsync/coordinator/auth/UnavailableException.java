package sqlsync.coordinator.auth;

/**
 * A server that has to be asked does not answer as it should: who somebody is, or what they may do,
 * cannot be found out for now. The message is for the log.
 */
public final class UnavailableException extends RuntimeException {
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
