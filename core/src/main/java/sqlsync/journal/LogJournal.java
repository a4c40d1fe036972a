package sqlsync.journal;

/** One journal of a {@link DocumentLog}. */
final class LogJournal implements Journal {
    private final DocumentLog log;
    private final LogWriter writer;
    private final JournalState state;
    private final JournalKind kind;

    LogJournal(DocumentLog log, LogWriter writer, JournalState state, JournalKind kind) {
        this.log = log;
        this.writer = writer;
        this.state = state;
        this.kind = kind;
    }

    @Override
    public JournalId id() {
        return state.id;
    }

    @Override
    public LsnRange range() {
        return state.range();
    }

    @Override
    public long append(long stamp, byte[] payload) {
        log.requireOpen();
        Batch batch = writer.gathering();
        writer.requireRoom(payload.length);
        long lsn = state.append();
        batch.append(kind, lsn, stamp, payload);
        return lsn;
    }

    @Override
    public void dropPrefix(long upTo) {
        log.requireOpen();
        LsnRange range = state.range();
        if (upTo > range.last()) {
            throw new IllegalArgumentException("LSN " + upTo + " of " + range);
        }
        if (upTo >= range.first()) {
            writer.gathering().drop(kind, upTo);
            state.drop(upTo);
        }
    }

    @Override
    public Fold beginFold(long upTo) {
        log.requireOpen();
        if (kind != JournalKind.STORAGE) {
            throw new IllegalStateException("Timelines are dropped, not folded.");
        }
        if (upTo < state.index.first() || upTo >= state.next()) {
            throw new IllegalArgumentException(
                    "LSN " + upTo + " is not durable, or is folded already.");
        }
        return log.beginFold(state.range().first(), upTo, state.stamp(upTo));
    }
}
