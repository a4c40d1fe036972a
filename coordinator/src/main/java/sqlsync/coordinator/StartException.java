package sqlsync.coordinator;

/** The server cannot start. The message says why, and what would help. */
public final class StartException extends Exception {
    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
