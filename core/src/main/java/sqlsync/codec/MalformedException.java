package sqlsync.codec;

/** Bytes that are not what they should be: too short, too long, or out of range. */
public final class MalformedException extends RuntimeException {
    public MalformedException(String message) {
        super(message);
    }
}
