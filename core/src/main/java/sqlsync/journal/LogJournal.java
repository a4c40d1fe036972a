package sqlsync.journal;

import sqlsync.codec.MalformedException;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** One journal of a {@link DocumentLog}. */
final class LogJournal implements Journal {
    private final DocumentLog log;
    private final LogWriter writer;
    private final JournalState state;
    private final JournalKind kind;

    LogJournal(DocumentLog log, LogWriter writer, JournalKind kind) {
        this.log = log;
        this.writer = writer;
        this.state = log.state().journal(kind);
        this.kind = kind;
    }

    @Override
    public JournalId id() {
        return state.incarnation().id();
    }

    @Override
    public LsnRange range() {
        return state.range();
    }

    @Override
    public LsnRange durableRange() {
        return state.durableRange();
    }

    @Override
    public long append(long stamp, byte[] payload) {
        log.requireOpen();
        if (id().isNone()) {
            throw new IllegalStateException("Storage has no id yet: its coordinator appends.");
        }
        Batch batch = writer.gathering();
        writer.requireRoom(payload.length);
        long lsn = state.seenNext();
        state.append(batch, batch.append(kind, lsn, stamp, payload));
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
            throw new IllegalStateException("Only the storage journal is folded.");
        }
        if (!state.inIndex(upTo)) {
            throw new IllegalArgumentException(
                    "LSN " + upTo + " is not durable, or is folded already.");
        }
        LsnRange range = new LsnRange(state.range().first(), upTo);
        return log.folding().begin(FoldHeader.made(range, state.stamps(range)));
    }

    @Override
    public boolean folding() {
        return kind == JournalKind.STORAGE && log.folding().underWay();
    }

    @Override
    public JournalCursor entries(LsnRange range) {
        return cursor(range, false);
    }

    @Override
    public JournalCursor entriesBackward(LsnRange range) {
        return cursor(range, true);
    }

    private LogCursor cursor(LsnRange range, boolean backward) {
        log.requireOpen();
        if (!range.isEmpty()) {
            requireThere(range.first());
            requireThere(range.last());
        }
        return new LogCursor(log, kind, range, backward);
    }

    private void requireThere(long lsn) {
        if (!state.range().contains(lsn)) {
            throw new JournalException.LsnNotFound(lsn, state.range());
        }
    }

    @Override
    public boolean receive(JournalId from, EncodedEntry encoded) {
        requireReceiving(from);
        Entry entry = encoded.entry();
        if (encoded.kind() != kind || entry.type() != EntryType.SINGLE) {
            throw new MalformedException(
                    entry.type()
                            + " of "
                            + encoded.kind()
                            + " for "
                            + kind
                            + " of "
                            + entry.first());
        }
        long lsn = entry.first();
        if (lsn > state.seenNext()) {
            throw new JournalException.NonContiguous(lsn, state.seenNext());
        }
        if (lsn < state.seenNext()) {
            requireSame(lsn, entry.stamp());
            return false;
        }
        Batch batch = writer.gathering();
        writer.requireRoom(entry.length());
        state.append(batch, batch.copy(encoded));
        return true;
    }

    @Override
    public void receive(JournalId from, byte[] encoded) {
        requireReceiving(from);
        int at = 0;
        while (at < encoded.length) {
            EncodedEntry entry = EncodedEntry.read(encoded, at, encoded.length);
            receive(from, entry);
            at += entry.bytes();
        }
    }

    @Override
    public boolean wantsFold(JournalId from, EntryHead head) {
        requireReceiving(from);
        if (head.type() != EntryType.FOLD || kind != JournalKind.STORAGE) {
            throw new MalformedException(head.type() + " where a fold was expected");
        }
        long next = state.seenNext();
        if (head.first() > next) {
            throw new JournalException.NonContiguous(head.first(), next);
        }
        if (head.last() < next) {
            requireSame(head.last(), head.stamp());
            return false;
        }
        return true;
    }

    @Override
    public Fold receiveFold(JournalId from, EntryHead head) {
        if (!wantsFold(from, head)) {
            throw new IllegalStateException("The fold up to " + head.last() + " is here already.");
        }
        if (log.readOnly()) {
            throw log.problem();
        }
        return new FoldReceiver(log, head);
    }

    private void requireReceiving(JournalId from) {
        log.requireOpen();
        if (kind == JournalKind.DEVICE) {
            throw new IllegalStateException("The device journal is never replicated.");
        }
        if (id().isNone() || !id().equals(from)) {
            throw new JournalException.Mismatch(from, id());
        }
    }

    private void requireSame(long lsn, long stamp) {
        if (state.knowsStamp(lsn) && state.stamp(lsn) != stamp) {
            throw new JournalException.Diverged(lsn);
        }
    }

    @Override
    public SyncRequest syncRequest(int maxBytes) {
        log.requireOpen();
        long after = state.durableLast();
        return new SyncRequest(
                id(), after, state.knowsStamp(after) ? state.stamp(after) : 0, maxBytes);
    }

    @Override
    public void syncPrepare(SyncRequest request, Completion<SyncAnswer, StorageException> done) {
        requireReceiving(request.journal());
        SyncPreparation.run(log, kind, request, done);
    }
}
