package sqlsync.hosting;

/** The line to one host. */
public interface HostLink {
    /** Told what comes back over the line, never from within a call to it. */
    interface Listener {
        void answered(int number, HostAnswer answer);

        /** The host is gone: its lock was free. */
        void died();
    }

    /** Which host this is, in messages and in the name of its lock. */
    String host();

    /** Where the host lives: {@code this} worker's own, or a page's session. */
    String lender();

    /** Begins: from here on the listener hears of the host. Called once, first. */
    void begin(Listener listener);

    /** Sends a request. The request is copied: it can be sent again, to another host. */
    void send(int number, HostRequest request);

    /** Tells the host to let go of its files and end. The listener hears nothing more. */
    void end();
}
