package sqlsync.journal;

/**
 * A journal of a log, and how many came before it in its place: a journal may be replaced by
 * another that starts over at LSN 1, even under the same id.
 *
 * @param number 0 for the one that the log was made with
 */
record Incarnation(JournalId id, int number) {
    Incarnation replacedBy(JournalId next) {
        return new Incarnation(next, number + 1);
    }
}
