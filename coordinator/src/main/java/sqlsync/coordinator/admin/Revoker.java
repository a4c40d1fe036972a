package sqlsync.coordinator.admin;

import java.io.IOException;

/** Makes the coordinator forget what it knows of rights. */
public interface Revoker {
    /**
     * @param user null for everybody
     * @param documentId null for all documents
     * @throws IOException with a sentence for people; then nothing is revoked
     */
    void revoke(String user, String documentId) throws IOException;
}
