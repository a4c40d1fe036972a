package sqlsync.simulation;

/** What must hold in every world. The numbers are those of docs/RELIABILITY.md. */
public enum Invariant {
    /** What was acknowledged is there. */
    ACKNOWLEDGED_IS_KEPT("S1"),
    /** A mutation takes effect once. */
    ONCE("S2"),
    /** Mutations of a page take effect in the order in which it made them. */
    IN_ORDER("S3"),
    /** What was answered with a failure did not happen. */
    FAILED_IS_NOTHING("S4"),
    /** The content is what the mutations, in their order, come to. */
    CONTENT_IS_REPLAY("S5"),
    /** SQLite finds the database sound. */
    DATABASE_IS_SOUND("S6"),
    /** After the last fault everything is answered, and the document writes again. */
    EVERYTHING_SETTLES("S7"),
    /** Closing and opening changes nothing. */
    REOPENING_CHANGES_NOTHING("S8"),
    /** Nothing is thrown that nobody expects. */
    NOTHING_BREAKS("S9"),
    /** What one device has at an LSN of storage, every other has, byte for byte. */
    SAME_PAGES("S10"),
    /** A mutation takes effect as the one's who made it. */
    NOBODY_ELSE("S11"),
    /** After the last fault all devices have what the coordinator has. */
    EVERYBODY_CONVERGES("S12");

    private final String number;

    Invariant(String number) {
        this.number = number;
    }

    public String number() {
        return number;
    }
}
