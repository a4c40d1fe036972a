package sqlsync.platform;

/** What can go wrong with one operation on a {@link FaultyDisk}. */
public enum Fault {
    /** It throws, and did nothing. */
    FAILS,
    /** It throws, and did half of it, or, if it is a flush, all of it. */
    FAILS_HALFWAY,
    /** It throws, and did all of it. */
    FAILS_AFTERWARDS,
    /** It throws, and says that the disk is full. */
    FULL,
    /** A write that writes half and counts what it wrote; anything else fails. */
    SHORT,
    /** A write that writes half and counts -8, as Chromium has; anything else fails. */
    MISCOUNTS,
    /** The machine stops before the operation. */
    POWER_CUT,
    /** The machine stops in the middle of the operation. */
    POWER_CUT_HALFWAY
}
