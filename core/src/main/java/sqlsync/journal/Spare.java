package sqlsync.journal;

import java.util.List;
import sqlsync.platform.IoOperation;

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

    /** Adds the steps after which it is free, durably. */
    void free(List<IoOperation> steps) {
        SuperblockCodec.write(steps, file, Superblock.free(generation + 1));
    }

    /** This spare when {@link #freeing} has been written. */
    Spare freed(long newSize) {
        return new Spare(file, generation + 2, newSize);
    }
}
