package sqlsync.journal;

/** Is shown entries, in order. */
public interface EntryVisitor {
    /**
     * @param entry valid during this call only
     */
    void entry(JournalKind kind, Entry entry);
}
