package sqlsync.document.coordinator;

import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.sqlite.SqliteTrapException;

/**
 * What is to be done since something has happened to the channels of a coordinator's document. It
 * is done in order, after their state has changed.
 */
sealed interface ChannelEffect {
    record Send(ChannelPeer peer, Message message) implements ChannelEffect {}

    /** What came on a channel takes so much memory now. */
    record Holding(ChannelPeer peer, long bytes) implements ChannelEffect {}

    /** What came can't be: the whole connection ends. */
    record CloseConnection(ChannelPeer peer, String reason) implements ChannelEffect {}

    /** {@link ChannelEvent.Refused}, as soon as the caller has the channel. */
    record RefuseSoon(ChannelEvent.Refused refusal) implements ChannelEffect {}

    /** Everything applied is to be made durable: {@link ChannelEvent.TimelineDurable}. */
    record Flush(CoordinatorChannel channel, Message.Attach attach) implements ChannelEffect {}

    /** The device's last layer is to be looked for: {@link ChannelEvent.Compared}. */
    record Compare(CoordinatorChannel channel, Message.Attach attach) implements ChannelEffect {}

    /** {@link ChannelEvent.DrainDue} as soon as others had their turn. */
    record DrainSoon() implements ChannelEffect {}

    /** Another number of devices is attached. */
    record CountChanged() implements ChannelEffect {}

    /** SQLite can't be used any more. */
    record BreakDown(SqliteTrapException trap) implements ChannelEffect {}
}
