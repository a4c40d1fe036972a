package sqlsync.journal;

import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** Answers a {@link SyncRequest}. */
final class SyncPreparation {
    private final DocumentLog log;
    private final JournalState state;
    private final SyncRequest request;
    private final Completion<SyncAnswer, StorageException> done;
    private final ByteWriter gathered = new ByteWriter();
    private LogCursor cursor;
    private long last;

    private SyncPreparation(
            DocumentLog log,
            JournalKind kind,
            SyncRequest request,
            Completion<SyncAnswer, StorageException> done) {
        this.log = log;
        this.state = log.state().journal(kind);
        this.request = request;
        this.done = done;
        this.last = request.after();
        LsnRange durable = state.durableRange();
        if (durable.contains(request.after() + 1)) {
            cursor =
                    new LogCursor(
                            log, kind, new LsnRange(request.after() + 1, durable.last()), false);
        }
    }

    static void run(
            DocumentLog log,
            JournalKind kind,
            SyncRequest request,
            Completion<SyncAnswer, StorageException> done) {
        if (request.after() < 0 || request.maxBytes() < 0) {
            throw new IllegalArgumentException(request.toString());
        }
        new SyncPreparation(log, kind, request, done).answer();
    }

    private void answer() {
        long after = request.after();
        LsnRange durable = state.durableRange();
        if (after > durable.last()
                || request.stamp() != 0
                        && state.knowsStamp(after)
                        && state.stamp(after) != request.stamp()) {
            later(() -> done.succeeded(new SyncAnswer.Diverged(after)));
        } else if (after == durable.last()) {
            later(() -> done.succeeded(new SyncAnswer.UpToDate()));
        } else if (cursor == null) {
            later(() -> done.failed(new JournalException.LsnNotFound(after + 1, durable)));
        } else if (state.inFold(after + 1)) {
            later(this::fold);
        } else {
            gather();
        }
    }

    private void later(Runnable task) {
        log.pool().store().submit(List.of(), Completion.always(task));
    }

    private void fold() {
        if (state.inFold(request.after() + 1)) {
            done.succeeded(
                    new SyncAnswer.Folded(new EntryReader(log, state.fold, state.foldHead())));
        } else {
            done.failed(new JournalException.LsnNotFound(request.after() + 1, state.range()));
        }
    }

    private void gather() {
        cursor.next(Completion.of(this::took, this::failed));
    }

    private void took(Entry entry) {
        try {
            Entry next = entry;
            while (next != null && next.isWhole() && take(next)) {
                next = cursor.poll();
            }
            boolean more = next == null && last < state.durableRange().last() && !full();
            if (more && entry != null && log.isOpen()) {
                gather();
                return;
            }
        } catch (JournalException failure) {
            failed(failure);
            return;
        }
        end();
    }

    private boolean full() {
        return gathered.size() >= request.maxBytes();
    }

    /** False where the entry is too long to come along. */
    private boolean take(Entry entry) {
        int bytes = entry.encodedBytes();
        if (gathered.size() > 0 && bytes > request.maxBytes() - gathered.size()) {
            return false;
        }
        gathered.raw(entry.array(), entry.encodedAt(), bytes);
        last = entry.last();
        return true;
    }

    /** What was read before something got in the way is worth sending. */
    private void failed(StorageException failure) {
        if (gathered.size() == 0) {
            done.failed(failure);
        } else {
            end();
        }
    }

    private void end() {
        if (gathered.size() == 0) {
            fold();
            return;
        }
        LsnRange range = new LsnRange(request.after() + 1, last);
        done.succeeded(new SyncAnswer.Entries(range, gathered.toByteArray()));
    }
}
