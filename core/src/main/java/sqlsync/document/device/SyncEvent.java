package sqlsync.document.device;

import java.util.List;
import sqlsync.replication.Message;

/**
 * What happens to a synchronised document. {@link Synchronization#on} changes its state and says
 * what is to be done, as {@link SyncEffect}s.
 */
sealed interface SyncEvent {
    // What the application asks for.

    /** It is to be connected. */
    record Connect() implements SyncEvent {}

    record Disconnect() implements SyncEvent {}

    /** Somebody waits for the coordinator. */
    record Hurry() implements SyncEvent {}

    /** {@code sync()} asks, by a number, where the coordinator's storage ends. */
    record Ask(long number) implements SyncEvent {}

    /** A newer reducer runs. */
    record ReducerReplaced() implements SyncEvent {}

    // What the connection says.

    /** ATTACH is about to be sent on the channel of this number. */
    record Attaching(int number) implements SyncEvent {}

    /** A message has come on the channel. */
    record Received(Message message) implements SyncEvent {}

    /** The coordinator refuses the document. */
    record Refused(String code, String message) implements SyncEvent {}

    /** The coordinator can't be asked for now. */
    record Hindered(String code, String message) implements SyncEvent {}

    /** The channel is gone. */
    record Interrupted(String why) implements SyncEvent {}

    // What the log says.

    /**
     * A batch is on disk.
     *
     * @param layers received ones that were in it
     * @param placed whether it gave the storage journal the id that was asked for
     */
    record BatchDurable(List<ReceivedLayer> layers, boolean placed) implements SyncEvent {}

    /** A flush failed: the log has taken back everything that was not on disk. */
    record BatchFailed() implements SyncEvent {}

    /** The log, which was read-only, can be written again. */
    record LogReopened() implements SyncEvent {}

    /**
     * A piece of a fold was written.
     *
     * @param whole the fold, where it was the last piece; else null
     */
    record PieceWritten(Attachment attachment, int bytes, ReceivedLayer whole)
            implements SyncEvent {}

    /** Everything is durable that has to be before this fold is. */
    record FoldMayFinish(Attachment attachment, ReceivedLayer fold) implements SyncEvent {}

    record FoldDurable(Attachment attachment, ReceivedLayer fold) implements SyncEvent {}

    /** The coordinator's storage can't be written, or this device's timeline can't be read. */
    record StorageFailed(Attachment attachment, String why) implements SyncEvent {}

    /** Everything is durable that has to be before the timeline is forked. */
    record MayFork(Attachment attachment) implements SyncEvent {}

    record Forked(Attachment attachment) implements SyncEvent {}

    // What the view says.

    /** Builds the view for the first time. */
    record Start() implements SyncEvent {}

    /** It is time for the rebase that was asked for. */
    record RebaseDue() implements SyncEvent {}

    /** It is time for the next slice of the rebase. */
    record SliceDue() implements SyncEvent {}

    /** The rest of a rebase has to happen now. */
    record FinishRebase() implements SyncEvent {}

    /** The view is of no use any more. */
    record Stop() implements SyncEvent {}
}
