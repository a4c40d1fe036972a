package sqlsync.coordinator.auth;

import java.util.concurrent.CompletionStage;

/** Decides what a user may do with a document. Called from many threads. */
public interface Authorizer {
    /**
     * @param wanted what they are about to do; the answer may be less or more
     * @return fails, as a rule with {@link UnavailableException}, where it could not be found out:
     *     then nothing is shown
     */
    CompletionStage<Grant> authorize(Identity who, String documentId, Right wanted);
}
