package sqlsync.replication;

/** The coordinator's end of one channel: a document as one device sees it. */
public interface ServerChannel {
    /**
     * {@link Message.Entries}, {@link Message.Acknowledge}, {@link Message.Mark} or {@link
     * Message.Token} of it.
     */
    void received(Message message);

    /** The device has closed it, or the connection is gone. Nothing comes after it. */
    void closed();
}
