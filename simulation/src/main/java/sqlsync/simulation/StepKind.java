package sqlsync.simulation;

/** What a step of a script does to the world. */
public enum StepKind {
    /** A page asks for one mutation. */
    MUTATE(40),
    /** A page asks for many at once. */
    FLOOD(6),
    /** A page asks the same again, as after a worker died, though none did. */
    SEND_AGAIN(3),
    /** Some time passes, and what is under way goes on. */
    WAIT(25),
    /** Everything goes on until nothing is under way. */
    REST(2),
    /** Another page opens the document. */
    OPEN_TAB(3),
    /** A page goes without a word. */
    CLOSE_TAB(2),
    /** The worker's process ends between two events; what it wrote to files stays. */
    KILL_WORKER(4),
    /** The machine stops in the middle of an operation on its disk, or before it. */
    POWER_CUT(4),
    /** An operation on the disk goes wrong, once. */
    DISK_FAULT(5),
    /** Operations on the disk go wrong until it is healed. */
    DISK_BROKEN(2),
    /** The disk is full. */
    DISK_FULL(2),
    /** The disk works again, and has room. */
    DISK_HEALED(6),
    /** A newer version of the reducer is loaded. */
    UPGRADE(1),
    /** The document is closed in good order, and opened again. */
    REOPEN(2);

    /** How often it is chosen, among all. */
    final int weight;

    StepKind(int weight) {
        this.weight = weight;
    }
}
