package sqlsync.journal;

/**
 * Figures of one log.
 *
 * @param bytesOnDisk the size of all its segments
 * @param segments how many there are, a fold's included
 * @param entries how many entries both journals hold
 * @param bytesReadAtOpen what recovery read, superblocks not counted
 * @param flushes batches made durable since it was opened
 */
public record LogStats(
        long bytesOnDisk, int segments, int entries, long bytesReadAtOpen, int flushes) {}
