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
    REOPEN(2),
    /** A clock is set. */
    CLOCK_STEP(1),
    /** A storage host ends. */
    HOST_DIES(6, Needs.HOSTS),
    /** A storage host does nothing more, and keeps its files. */
    HOST_FREEZES(3, Needs.HOSTS),
    /** A storage host is taken for dead, and answers when there is another one. */
    HOST_DOUBLED(3, Needs.HOSTS),
    /** A newer worker takes over. */
    WORKER_UPGRADE(2, Needs.HOSTS),
    /** A connection is cut; some of what was under way still comes, and not all hear of it. */
    CUT_LINK(4, Needs.COORDINATOR),
    /** Nothing comes through in one direction of a connection. */
    CLOG_LINK(4, Needs.COORDINATOR),
    /** It does again. */
    RELEASE_LINK(5, Needs.COORDINATOR),
    /** A device has no network. */
    OFFLINE(2, Needs.COORDINATOR),
    /** It has one again. */
    ONLINE(4, Needs.COORDINATOR),
    /** A page stops synchronising. */
    DISCONNECT(1, Needs.COORDINATOR),
    /** It goes on. */
    CONNECT(3, Needs.COORDINATOR),
    /** Somebody else signs in on a device. */
    STRANGER(1, Needs.COORDINATOR),
    /** The one who was there before does. */
    OWNER(3, Needs.COORDINATOR),
    /** A frame is lost, doubled or overtaken within a connection, which no real link does. */
    TAMPER(1, Needs.COORDINATOR),
    /** The coordinator's process ends between two events. */
    KILL_SERVER(3, Needs.COORDINATOR),
    /** Its machine stops in the middle of an operation on its disk, or before it. */
    SERVER_POWER_CUT(2, Needs.COORDINATOR),
    /** An operation on its disk goes wrong, once. */
    SERVER_DISK_FAULT(2, Needs.COORDINATOR),
    /** Operations on its disk go wrong until it is healed. */
    SERVER_DISK_BROKEN(1, Needs.COORDINATOR),
    /** Its disk works again. */
    SERVER_DISK_HEALED(4, Needs.COORDINATOR),
    /** A newer reducer is installed on it. */
    SERVER_UPGRADE(1, Needs.COORDINATOR),
    /** Somebody copies its disk. */
    BACK_UP(1, Needs.COORDINATOR),
    /** It is lost, and starts again from the copy. */
    RESTORE(1, Needs.COORDINATOR);

    /** What a world has to have for a step. */
    enum Needs {
        NOTHING,
        COORDINATOR,
        /** Files that are held by tabs. */
        HOSTS
    }

    /** How often it is chosen, among all. */
    final int weight;

    final Needs needs;

    StepKind(int weight) {
        this(weight, Needs.NOTHING);
    }

    StepKind(int weight, Needs needs) {
        this.weight = weight;
        this.needs = needs;
    }
}
