package sqlsync.journal;

/** What an entry is. */
public enum EntryType {
    /** One layer, or one mutation: a range of one. */
    SINGLE,
    /** What all layers of its range come to. */
    FOLD,
    /** Says that everything up to its LSN is gone. Never shown, never sent. */
    DROP;

    int code() {
        return switch (this) {
            case SINGLE -> SegmentFormat.TYPE_SINGLE;
            case FOLD -> SegmentFormat.TYPE_FOLD;
            case DROP -> SegmentFormat.TYPE_DROP;
        };
    }

    /** The type with this code, or null. */
    static EntryType of(int code) {
        return switch (code) {
            case SegmentFormat.TYPE_SINGLE -> SINGLE;
            case SegmentFormat.TYPE_FOLD, SegmentFormat.TYPE_FOLD_UNSTAMPED -> FOLD;
            case SegmentFormat.TYPE_DROP -> DROP;
            default -> null;
        };
    }
}
