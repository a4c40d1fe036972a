package sqlsync.journal;

/** The two journals of a document. The order is that of the format: never change it. */
public enum JournalKind {
    /** Page layers, in the order the coordinator (or this device, alone) decided. */
    STORAGE,
    /** The mutations that this device made. */
    TIMELINE
}
