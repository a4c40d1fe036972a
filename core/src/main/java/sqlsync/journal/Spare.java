package sqlsync.journal;

/**
 * A segment that belongs to nobody.
 *
 * @param generation of the newest superblock that its file may hold, -1 if there is none
 * @param size bytes of the file
 */
record Spare(int file, int generation, long size) {
    Spare(Segment segment) {
        this(segment.file, segment.superblock.generation(), segment.size);
    }

    /** The superblocks that make it free, to be written at 0. */
    byte[] freeing() {
        return SuperblockCodec.bothSlots(Superblock.free(generation + 1));
    }

    /** This spare when {@link #freeing} has been written. */
    Spare freed(long newSize) {
        return new Spare(file, generation + 2, newSize);
    }
}
