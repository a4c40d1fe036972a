package sqlsync.replication;

/** The device's end of a channel; it opens again after every interruption until it is closed. */
public interface ClientChannel {
    /** Sends a message on the channel that is open now; does nothing while none is. */
    void send(Message message);

    /** Number of the channel that is open now, or being opened; 0 for none. */
    int number();

    /** Whether so much waits in the connection that no more than one chunk should be under way. */
    boolean congested();

    /** Ends this channel and opens another: what was under way is of no use. */
    void restart();

    /** As {@link #restart}, after a while that grows until {@link #worked}: it may fail again. */
    void restartLater();

    /** Somebody waits for it: what waits to be tried again is tried within a moment. */
    void hurry();

    /** What came could be used. */
    void worked();

    /** Ends it for good. */
    void close();

    /** Bytes of frames sent and received so far, and how often it was opened again. */
    long bytesSent();

    long bytesReceived();

    int reopened();
}
