package sqlsync.coordinator.auth;

/** Somebody who may at least read a document. */
public record Admission(Identity who, Grant grant) {
    /** Whether they may change it, too. */
    public boolean mayWrite() {
        return grant.right().includes(Right.WRITE);
    }
}
