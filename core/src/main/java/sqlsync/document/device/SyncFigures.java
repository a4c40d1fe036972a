package sqlsync.document.device;

/**
 * What synchronising has cost since the document was opened.
 *
 * @param bytesSent bytes of frames
 * @param replayed mutations that were applied again
 * @param timelineBytes encoded mutations that are not settled
 */
public record SyncFigures(
        long bytesSent,
        long bytesReceived,
        int reconnects,
        int rebases,
        long replayed,
        long timelineBytes) {}
