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

    /**
     * Adds the steps after which it is free, durably. They never need more room than the file has
     * had: this must work where the disk is full.
     *
     * @return the spare that is there then
     */
    Spare free(List<IoOperation> steps) {
        if (size < SegmentFormat.RECORDS_AT) {
            steps.add(new IoOperation.Truncate(file, 0));
            steps.add(new IoOperation.Flush(file));
            return new Spare(file, -1, 0);
        }
        SuperblockCodec.write(steps, file, Superblock.free(generation + 1));
        return new Spare(file, generation + 2, size);
    }
}
