package sqlsync.journal;

/**
 * Who a log is. A document that is deleted and made again has the same id, and another log. What
 * {@link #log} names, stays; the journals may be replaced.
 */
record LogIdentity(String documentId, JournalId log, Incarnation storage, Incarnation timeline) {
    Incarnation of(JournalKind kind) {
        return switch (kind) {
            case STORAGE -> storage;
            case TIMELINE -> timeline;
            // It never leaves the device, so it needs no name of its own.
            case DEVICE -> new Incarnation(log, 0);
        };
    }

    LogIdentity with(JournalKind kind, Incarnation replacement) {
        return switch (kind) {
            case STORAGE -> new LogIdentity(documentId, log, replacement, timeline);
            case TIMELINE -> new LogIdentity(documentId, log, storage, replacement);
            case DEVICE -> throw new IllegalArgumentException("The device journal stays.");
        };
    }

    /** The same before storage has met its coordinator. */
    LogIdentity withoutStorage() {
        return with(JournalKind.STORAGE, new Incarnation(JournalId.NONE, 0));
    }

    /** Whether both speak of the same journal of that kind, not one in its place. */
    boolean agrees(JournalKind kind, LogIdentity other) {
        return of(kind).number() == other.of(kind).number();
    }
}
