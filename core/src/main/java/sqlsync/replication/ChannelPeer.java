package sqlsync.replication;

/** The device at the other end of a channel, as a document sees it. */
public interface ChannelPeer {
    /** Sends a message of this channel. Does nothing after the channel's end. */
    void send(Message message);

    /** Whether so much waits in the connection that no more than one chunk should be under way. */
    boolean congested();

    /**
     * Told of the bytes of memory that what came on the channel takes now, when they have changed.
     * A peer that has no room for them ends the channel, later.
     */
    default void holding(long bytes) {}

    /** Ends the whole connection: what came on the channel can't be. */
    void malformed(String reason);
}
