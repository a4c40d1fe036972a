package sqlsync.coordinator.auth;

import java.util.concurrent.CompletionStage;

/** Decides what a user may do with a document. Called from many threads. */
public interface Authorizer {
    /** What somebody wants with a document. */
    enum Access {
        /** To see it. */
        READ,
        /** To send mutations. */
        WRITE,
        /** To make it where there is none. */
        CREATE
    }

    /**
     * @return whether they may; a failure counts as "could not be found out", and nothing is shown
     */
    CompletionStage<Boolean> authorize(Identity who, String documentId, Access access);
}
