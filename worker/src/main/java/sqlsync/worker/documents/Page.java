package sqlsync.worker.documents;

import sqlsync.document.device.RejectedMutation;

/** A page that has documents open, as these speak to it. Its handles go by their numbers. */
public interface Page {
    /** Of its page session. */
    String id();

    boolean visible();

    /** Hidden for good, or in the back/forward cache: it is not spoken to. */
    boolean suspended();

    /** Asks for a token for the document of a handle; it is answered under {@code ask}. */
    void askForToken(int handle, String ask);

    void status(int handle, DocumentStatus status);

    /** The mutations of the page on a document are on disk, up to the one of that number. */
    void durable(int handle, double sequence);

    /**
     * A mutation is settled.
     *
     * @param rejected why it has no effect; null where it was accepted
     */
    void settled(int handle, String mutation, RejectedMutation rejected);

    /** A mutation of this device was rejected, whichever page made it. */
    void rejected(int handle, RejectedMutation rejected);

    /**
     * A handle was closed from here.
     *
     * @param why {@code deleted} or {@code upgrade}
     */
    void closed(int handle, String why);

    /** Results of watched queries may have changed. */
    void queriesChanged();

    /** A handle is closed, or could not be opened. */
    void remove(Handle handle);
}
