package sqlsync.journal;

/** What an entry is. The number in the format is {@link #code}: never change one. */
public enum EntryType {
    /** One layer, or one mutation: a range of one. */
    SINGLE(1),
    /** What all layers of its range come to. */
    FOLD(2),
    /** Says that everything up to its LSN is gone. Never shown to a visitor. */
    DROP(3);

    private final int code;

    EntryType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The type with this code, or null. */
    static EntryType of(int code) {
        for (EntryType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
