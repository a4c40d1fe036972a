package sqlsync.platform;

/** Why storage did not do what it was asked; what builds on it has kinds of its own. */
public class StorageException extends RuntimeException {
    /** What kind of trouble it is, as far as the storage can tell. */
    public enum Kind {
        /** The quota or the disk is full; less, or later, may work. */
        FULL,
        /**
         * An operation failed, or counted other bytes than it was given. What it left behind is
         * unknown.
         */
        FAILED,
        /** There is no storage of this kind here, or it is held by somebody else. */
        UNAVAILABLE,
        /** What was read is not what was written. */
        CORRUPT
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
