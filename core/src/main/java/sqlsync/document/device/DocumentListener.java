package sqlsync.document.device;

/** Told what happens to a document by itself; never from within a call to it. */
public interface DocumentListener {
    /** {@link SyncedDocument#status} has changed, perhaps. */
    void changed();

    /**
     * A mutation is settled, and what the coordinator made of it can be seen.
     *
     * @param rejected null where it was accepted
     */
    void settled(String mutationId, RejectedMutation rejected);

    /** What readers see has changed other than by a mutation of this device. */
    void viewChanged();
}
