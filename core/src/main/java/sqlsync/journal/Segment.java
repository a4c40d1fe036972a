package sqlsync.journal;

/** A segment that belongs to a log, in memory. */
final class Segment {
    final int file;

    /** The newest superblock that is known to be on disk. */
    Superblock superblock;

    /** Bytes of the file. */
    long size;

    /** Position at which the next record goes; everything before it is durable. */
    int end = SegmentFormat.RECORDS_AT;

    /** What the next record is chained to. */
    int chain;

    /** Entries here that are part of a journal. */
    int liveEntries;

    /** Bytes of those entries. */
    int liveBytes;

    /** Who reads a fold here, piece by piece. */
    int readers;

    /** Not all of it could be read, so recovery does not let go of it. */
    boolean keep;

    Segment(int file, Superblock superblock, long size) {
        this.file = file;
        this.superblock = superblock;
        this.size = size;
        this.chain = superblock.salt();
    }

    int sequence() {
        return superblock.sequence();
    }

    boolean isFold() {
        return superblock.kind() == Superblock.Kind.FOLD;
    }

    void reached(long position) {
        size = Math.max(size, position);
    }

    void gained(int bytes) {
        liveEntries++;
        liveBytes += bytes;
    }

    void lost(int bytes) {
        liveEntries--;
        liveBytes -= bytes;
    }
}
