package sqlsync.replication;

import java.util.List;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalId;
import sqlsync.journal.SyncRequest;

/**
 * What one side says to the other, a frame each. A channel is one document on one connection: a
 * number from 1 that the device chose and does not use again on that connection.
 */
public sealed interface Message {
    /**
     * The first frame of either side.
     *
     * @param version newest version of the protocol that the sender speaks
     * @param oldest oldest version that it speaks; the lower of both newest ones is spoken
     * @param software for logs
     */
    record Hello(int version, int oldest, String software) implements Message {}

    /** Asks for nothing but an answer: the other side is alive. */
    record Ping(long token) implements Message {}

    record Pong(long token) implements Message {}

    /** The sender is about to close the connection, and why, for people. */
    record Closing(String reason) implements Message {}

    /**
     * Where a journal stands.
     *
     * @param id null where the device has not met the coordinator's journal yet
     * @param lsn of the last entry, 0 where there is none
     * @param stamp of that entry, 0 where there is none
     */
    record Position(JournalId id, long lsn, long stamp) {
        /** Where a journal stands. */
        public static Position of(Journal journal) {
            SyncRequest here = journal.syncRequest(0);
            return new Position(here.journal(), here.after(), here.stamp());
        }
    }

    /**
     * Device: opens a channel.
     *
     * @param reducer name of the document type
     * @param schemaVersion of the device's reducer
     * @param token as the application gave it, or null
     * @param create whether the document may be made where the coordinator has none
     * @param timeline the device's journal; {@code id} is never null
     * @param timelineFirst LSN of its oldest entry that is still there, or the next one
     * @param storage the last layer that is flushed on the device
     */
    record Attach(
            int channel,
            String documentId,
            String reducer,
            int schemaVersion,
            String token,
            boolean create,
            Position timeline,
            long timelineFirst,
            Position storage)
            implements Message {}

    /**
     * Coordinator: the channel is open.
     *
     * @param user subject of the token, or null
     * @param timelineNumber by which layers speak of the device's timeline
     * @param cursor the last entry of the timeline that was settled, 0 for none
     * @param cursorMutation id of the mutation in that entry, or null
     * @param storage the coordinator's journal; where its id is another than the device's, or the
     *     device's last stamp is not in it, {@code diverged} is true and what follows is a snapshot
     * @param rejections those that the device has not yet said to have flushed
     */
    record Welcome(
            int channel,
            String user,
            int timelineNumber,
            long cursor,
            String cursorMutation,
            Position storage,
            boolean diverged,
            int schemaVersion,
            List<Rejection> rejections)
            implements Message {}

    /**
     * Coordinator: the channel is closed, or was never opened.
     *
     * @param code one of {@code unauthorized}, {@code incompatible}, {@code unknown-reducer},
     *     {@code not-found}, {@code deleted} (since version 4), {@code closed}
     * @param retryable whether to attach again after a while may help
     */
    record Refused(int channel, String code, String message, boolean retryable)
            implements Message {}

    /** Device: closes a channel. */
    record Detach(int channel) implements Message {}

    /**
     * The next bytes of the flow: encoded entries, one behind the other; an entry may be spread
     * over several frames. Device: entries of the timeline from the one behind the cursor.
     * Coordinator: entries of storage from the one behind the device's, or a fold that covers it,
     * or a snapshot.
     */
    record Entries(int channel, byte[] bytes) implements Message {}

    /**
     * Of the flow that the other side sends.
     *
     * @param bytes how many bytes of it were taken in since the channel was opened: the sender may
     *     have a window more than these under way
     * @param lsn up to which entries are flushed (device) or settled (coordinator)
     */
    record Acknowledge(int channel, long bytes, long lsn) implements Message {}

    /**
     * A mutation of this device's timeline that the coordinator refused.
     *
     * @param lsn in the timeline
     * @param storageLsn of the layer that settled it
     * @param code an {@code ErrorCode} text, {@code mutation-rejected} as a rule
     * @param reason what the reducer gave, or null
     */
    record Rejection(
            long lsn,
            long storageLsn,
            String mutationId,
            String code,
            String reason,
            String message) {}

    /** Coordinator: said before the layers that settle them. */
    record Rejections(int channel, List<Rejection> rejections) implements Message {}

    /**
     * Coordinator: stands before an entry of the timeline that it cannot apply yet, and waits: for
     * a newer reducer, as a rule.
     *
     * @param code {@code incompatible} or {@code unknown-mutation}
     */
    record Held(int channel, long lsn, String code, String message) implements Message {}

    /**
     * Device: asks up to where storage goes now. Coordinator: the answer; whatever was settled
     * before the question came lies within it.
     *
     * @param number the device's, from 1, ascending; the answer has the same
     * @param storageLsn the last durable one of the coordinator; 0 from a device
     */
    record Mark(int channel, long number, long storageLsn) implements Message {}

    /**
     * Coordinator, behind WELCOME: what it takes, so that a device does not call durable what would
     * be rejected.
     *
     * @param documentBytesMax of the document's database; a mutation that makes it larger is
     *     rejected
     */
    record Limits(int channel, long documentBytesMax) implements Message {}

    /**
     * Coordinator, behind each {@link Welcome}, since version 3.
     *
     * @param write whether the user may change the document; mutations are rejected else
     */
    record Access(int channel, boolean write) implements Message {}

    /**
     * Coordinator, behind each {@link Welcome}, since version 4.
     *
     * @param claims what reducers may know of the user's token, an object as an encoded value; null
     *     where they may know nothing
     */
    record Claims(int channel, String claims) implements Message {}

    /**
     * Device, since version 4: a newer token of the same user. It takes the place of the one with
     * which the channel was opened; {@link Expires} is the answer. One that the coordinator does
     * not accept has none, and changes nothing.
     */
    record Token(int channel, String token) implements Message {}

    /**
     * Coordinator, since version 4: how long the token is valid, behind each {@link Welcome} and
     * for each {@link Token} that is accepted. Not sent where there is no end.
     *
     * @param millis from now, 0 where it has just expired
     */
    record Expires(int channel, long millis) implements Message {}
}
