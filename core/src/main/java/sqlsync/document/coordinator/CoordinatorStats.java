package sqlsync.document.coordinator;

/**
 * Figures of a coordinator's document since it was opened.
 *
 * @param channels open now
 * @param timelines devices that have ever written to it
 * @param accepted mutations
 * @param rejected mutations
 * @param duplicates mutations that had been settled before
 * @param gaps times that a device had lost entries that were never settled
 * @param held timelines that wait for a newer reducer now
 * @param unacknowledged rejections that devices have not said to have flushed
 * @param storageLsn of the last durable layer
 * @param databaseBytes size of the database
 * @param batches layers made
 */
public record CoordinatorStats(
        int channels,
        int timelines,
        long accepted,
        long rejected,
        long duplicates,
        long gaps,
        int held,
        int unacknowledged,
        long storageLsn,
        long databaseBytes,
        long batches) {}
