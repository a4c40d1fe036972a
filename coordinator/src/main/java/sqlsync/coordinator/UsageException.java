package sqlsync.coordinator;

/** The arguments are invalid. The message is one sentence for the person who typed them. */
final class UsageException extends Exception {
    UsageException(String message) {
        super(message);
    }
}
