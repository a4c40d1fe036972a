package sqlsync.hosting;

/** Where hosts come from: a tab that lends one, or a worker that this worker starts itself. */
public interface HostLender {
    /** Told once for each call of {@link #lend}, later. */
    interface Borrower {
        /** A host that holds its lock and serves its line. */
        void lent(HostLink link);

        /** Whoever was asked could not start one; why, in a sentence. */
        void refused(String why);
    }

    /**
     * Finds a host. Waits while there is nobody to ask.
     *
     * @param silent the lender whose host did not answer, to be asked again only when there is no
     *     other; null when no one is to be avoided
     */
    void lend(String silent, Borrower borrower);

    /** A host that is of no more use: whoever lent it ends it, by force. */
    void giveBack(HostLink link);
}
