package sqlsync.replication;

/** A document of this device, as the connection to its coordinator sees it. */
public interface DeviceChannel {
    /** What opens the channel now: nothing that was said on an earlier one counts any more. */
    Message.Attach attach(int channel, String token);

    /**
     * {@link Message.Welcome} first, then entries, acknowledgements, rejections, held entries,
     * marks.
     *
     * @throws sqlsync.codec.MalformedException if it can't be; that ends the connection
     */
    void received(Message message);

    /** The coordinator refuses; see {@link Message.Refused}. It is tried again later. */
    void refused(String code, String message, boolean retryable);

    /**
     * The coordinator can't be asked at all for now, and why: there is no link, or no token. It is
     * tried again. Codes are those of {@code ErrorCode}.
     */
    void hindered(String code, String message);

    /** The channel is gone; a new one is on its way. */
    void interrupted(String why);
}
