package sqlsync.document.device;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.journal.Fold;
import sqlsync.replication.Message;

/**
 * What is to be done since something has happened. {@link SyncedDocument} does it, in order, after
 * the state has changed.
 */
sealed interface SyncEffect {
    // To the connection.

    record OpenChannel() implements SyncEffect {}

    record CloseChannel() implements SyncEffect {}

    /** What waits to be tried again is tried within a moment. */
    record HurryChannel() implements SyncEffect {}

    /** Ends this channel and opens another. */
    record RestartChannel() implements SyncEffect {}

    /** As {@link RestartChannel}, after a while that grows until {@link Worked}. */
    record RestartChannelLater() implements SyncEffect {}

    /** What came could be used. */
    record Worked() implements SyncEffect {}

    record Send(Message message) implements SyncEffect {}

    // To the log.

    /** Something was gathered that is to be made durable. */
    record Commit() implements SyncEffect {}

    /** Everything that was gathered is to be made durable; then this happens. */
    record FlushThen(SyncEvent then) implements SyncEffect {}

    /**
     * @param whole the fold, where it is the last piece; else null
     */
    record WritePiece(Attachment attachment, Fold fold, byte[] bytes, ReceivedLayer whole)
            implements SyncEffect {}

    /** From here on the fold comes to the disk, whatever becomes of the channel. */
    record FinishFold(Attachment attachment, Fold fold, ReceivedLayer whole)
            implements SyncEffect {}

    // To the view.

    /** {@link SyncEvent.RebaseDue} as soon as others had their turn. */
    record RebaseSoon() implements SyncEffect {}

    /** {@link SyncEvent.SliceDue} as soon as others had their turn. */
    record SliceSoon() implements SyncEffect {}

    /** The database may grow to the size that the notes say. */
    record LimitPages() implements SyncEffect {}

    // To those who use the document.

    /**
     * Readers see a new view.
     *
     * @param settled mutations that are not pending any more
     */
    record Published(List<Unsettled> settled) implements SyncEffect {}

    /** The status has changed, perhaps. */
    record Changed() implements SyncEffect {}

    /**
     * The coordinator has answered, or could not be reached.
     *
     * @param refusal null where it let the document in
     */
    record Contacted(SqlSyncException refusal) implements SyncEffect {}

    /** The coordinator's storage went up to an LSN when it was asked. */
    record Answered(long number, long storageLsn) implements SyncEffect {}
}
