package sqlsync.journal;

/**
 * Says whose a segment is.
 *
 * @param generation counts the superblocks of this file; those with an even one go to the first
 *     slot, the others to the second
 * @param identity null where the segment is free
 * @param sequence orders the segments of a log; never used twice in one log
 * @param epoch rises each time the log is opened or has failed; records behind {@code durableUpTo}
 *     with a lower one are leftovers
 * @param salt random for each claim; checksums of records begin with it, so that what an earlier
 *     owner left is never taken for a record
 * @param durableUpTo position in the segment; what is before it had been flushed. For a fold, its
 *     end
 * @param label see {@link DocumentLog#setLabel}
 */
record Superblock(
        int generation,
        State state,
        Kind kind,
        LogIdentity identity,
        int sequence,
        int epoch,
        int salt,
        int durableUpTo,
        Positions positions,
        byte[] label) {
    /** What the segment is used for. */
    enum State {
        FREE,
        CLAIMED,
        /** The whole log that it belongs to is being deleted. */
        DELETING
    }

    /** What comes after the superblocks. */
    enum Kind {
        LOG,
        FOLD
    }

    static Superblock free(int generation) {
        return new Superblock(
                generation,
                State.FREE,
                Kind.LOG,
                null,
                0,
                0,
                0,
                SegmentFormat.RECORDS_AT,
                Positions.START,
                new byte[0]);
    }

    /** The same in the other slot. */
    Superblock next() {
        return in(generation + 1, state);
    }

    /** The same, of a file whose next superblock has this generation. */
    Superblock of(int newGeneration) {
        return in(newGeneration, state);
    }

    Superblock deleting() {
        return in(generation + 1, State.DELETING);
    }

    /** Takes {@link #deleting} back, wherever that may have got to. */
    Superblock claimedAgain() {
        return in(generation + 3, State.CLAIMED);
    }

    private Superblock in(int newGeneration, State newState) {
        return new Superblock(
                newGeneration,
                newState,
                kind,
                identity,
                sequence,
                epoch,
                salt,
                durableUpTo,
                positions,
                label);
    }

    /** The next superblock of the same log, after the log has come further. */
    Superblock renewed(int newEpoch, int newDurableUpTo, Positions newPositions, byte[] newLabel) {
        return new Superblock(
                generation + 1,
                state,
                kind,
                identity,
                sequence,
                newEpoch,
                salt,
                newDurableUpTo,
                newPositions,
                newLabel);
    }

    /** Where in the file this superblock lies. */
    int slotAt() {
        return (generation & 1) * SegmentFormat.SUPERBLOCK_BYTES;
    }
}
