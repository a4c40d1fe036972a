package sqlsync.coordinator.auth;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Decides what a user may do with a document. Called from many threads. */
public interface Authorizer {
    /**
     * @param wanted what they are about to do; the answer may be less or more
     * @return fails, as a rule with {@link UnavailableException}, where it could not be found out:
     *     then nothing is shown
     */
    CompletionStage<Grant> authorize(Identity who, String documentId, Right wanted);

    /**
     * What was known of rights counts no longer; when this returns, nobody is given one by what was
     * known before.
     *
     * @param user null for everybody
     * @param documentId null for all documents
     * @throws IOException with a sentence for people; then nothing is revoked
     */
    void revoke(String user, String documentId) throws IOException;
}
