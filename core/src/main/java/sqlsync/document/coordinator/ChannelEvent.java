package sqlsync.document.coordinator;

import sqlsync.replication.Message;

/**
 * What happens to the channels of a coordinator's document. {@link CoordinatorChannels#on} changes
 * their state and says what is to be done, as {@link ChannelEffect}s.
 */
sealed interface ChannelEvent {
    /** A device asks for a channel. */
    record Attaching(CoordinatorChannel channel, Message.Attach attach) implements ChannelEvent {}

    /** Everything applied of the device's timeline is on disk. */
    record TimelineDurable(CoordinatorChannel channel, Message.Attach attach)
            implements ChannelEvent {}

    /**
     * The device's last layer was compared with the storage journal.
     *
     * @param diverged whether it is not in there
     */
    record Compared(CoordinatorChannel channel, Message.Attach attach, boolean diverged)
            implements ChannelEvent {}

    /** The device may not attach, or what it needs can't be read or written. */
    record Refused(CoordinatorChannel channel, String code, String message, boolean retryable)
            implements ChannelEvent {}

    /** A message has come on a channel. */
    record Received(CoordinatorChannel channel, Message message) implements ChannelEvent {}

    /** The device has closed it, or the connection is gone. */
    record Closed(CoordinatorChannel channel) implements ChannelEvent {}

    /** It is time to apply entries. */
    record DrainDue() implements ChannelEvent {}

    /** Everything appended is on disk. */
    record BatchDurable() implements ChannelEvent {}

    /** What was held is tried again. */
    record ReducerReplaced() implements ChannelEvent {}

    /** All channels end; devices may come again. */
    record EndAll(String why) implements ChannelEvent {}
}
