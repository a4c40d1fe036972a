package sqlsync.coordinator.auth;

/** What somebody may do with a document; each includes those before it. */
public enum Right {
    NONE,
    /** To follow it, and to ask for rows. */
    READ,
    /** To send mutations, and to make the document. */
    WRITE;

    /** Whether this includes {@code wanted}. */
    public boolean includes(Right wanted) {
        return compareTo(wanted) >= 0;
    }
}
