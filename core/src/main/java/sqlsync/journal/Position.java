package sqlsync.journal;

/**
 * How far a journal has come.
 *
 * @param dropped all up to here is gone, inclusive; 0 if nothing is
 * @param next the LSN that comes next
 */
record Position(long dropped, long next) {
    static final Position START = new Position(0, 1);

    /** What two superblocks say together: positions only ever grow. */
    Position and(Position other) {
        return new Position(Math.max(dropped, other.dropped), Math.max(next, other.next));
    }
}
