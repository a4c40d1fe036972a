package sqlsync.platform;

/**
 * One end of a connection that carries whole frames, in order, until it ends. Received frames and
 * the end are told to whoever owns it, never from within a call to it.
 */
public interface Link {
    /** Sends a frame; the array belongs to the link from here on. Does nothing after the end. */
    void send(byte[] frame);

    /** Bytes that were given to {@link #send} and have not left yet. */
    int buffered();

    /** Ends it. {@code reason} is for people. */
    void close(String reason);
}
