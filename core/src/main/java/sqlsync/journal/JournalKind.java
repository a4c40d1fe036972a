package sqlsync.journal;

/** The journals of a document. The order is that of the format: never change it. */
public enum JournalKind {
    /** Page layers, in the order the coordinator (or this device, alone) decided. */
    STORAGE,
    /** The mutations that this device made. */
    TIMELINE,
    /** What this device alone knows; never leaves it. */
    DEVICE;

    /** How many there are. */
    static final int COUNT = 3;

    /** The kind with this number in the format, or null. */
    static JournalKind of(int code) {
        return switch (code) {
            case 0 -> STORAGE;
            case 1 -> TIMELINE;
            case 2 -> DEVICE;
            default -> null;
        };
    }
}
