package sqlsync.journal;

/**
 * How far both journals of a log have come. A superblock carries this for what had been made
 * durable before it was written, so that it outlives the segments that said it first.
 *
 * @param storageDropped all up to here is gone, inclusive; 0 if nothing is
 * @param storageNext the LSN that comes next
 */
record Positions(long storageDropped, long storageNext, long timelineDropped, long timelineNext) {
    static final Positions START = new Positions(0, 1, 0, 1);

    /** What two superblocks say together: positions only ever grow. */
    Positions and(Positions other) {
        return new Positions(
                Math.max(storageDropped, other.storageDropped),
                Math.max(storageNext, other.storageNext),
                Math.max(timelineDropped, other.timelineDropped),
                Math.max(timelineNext, other.timelineNext));
    }
}
