package sqlsync.journal;

/** Who a log is. A document that is deleted and made again has the same id, and another log. */
record LogIdentity(String documentId, JournalId log, JournalId storage, JournalId timeline) {}
