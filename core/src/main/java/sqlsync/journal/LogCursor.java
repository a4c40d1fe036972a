package sqlsync.journal;

import java.util.Arrays;
import java.util.List;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** Walks over a journal, through what is durable and what is not. */
final class LogCursor implements JournalCursor {
    private final DocumentLog log;
    private final JournalState state;
    private final LsnRange range;
    private final boolean backward;
    private final EntryWindow window;
    private final Incarnation incarnation;
    private long next;
    private Entry current;
    private Segment fold;
    private boolean busy;

    LogCursor(DocumentLog log, JournalKind kind, LsnRange range, boolean backward) {
        this.log = log;
        this.state = log.state().journal(kind);
        this.range = range;
        this.backward = backward;
        this.window = new EntryWindow(log, kind);
        this.incarnation = state.incarnation();
        this.next = backward ? range.last() : range.first();
    }

    @Override
    public void next(Completion<Entry, StorageException> done) {
        log.requireOpen();
        if (busy) {
            throw new IllegalStateException("One entry at a time.");
        }
        busy = true;
        current = null;
        fold = null;
        long lsn = next;
        if (isThere(lsn) && state.inIndex(lsn) && !window.holds(lsn)) {
            window.load(
                    lsn,
                    backward,
                    Completion.of(entry -> show(entry, done), why -> fail(why, done)));
            return;
        }
        Entry entry = null;
        JournalException failure = null;
        try {
            entry = ready();
        } catch (JournalException why) {
            failure = why;
        }
        Entry shown = entry;
        JournalException told = failure;
        log.pool()
                .store()
                .submit(
                        List.of(),
                        Completion.always(
                                () -> {
                                    if (told == null) {
                                        show(shown, done);
                                    } else {
                                        fail(told, done);
                                    }
                                }));
    }

    private boolean isThere(long lsn) {
        return range.contains(lsn) && incarnation.number() == state.incarnation().number();
    }

    private void fail(StorageException why, Completion<Entry, StorageException> done) {
        busy = false;
        done.failed(why);
    }

    private void show(Entry entry, Completion<Entry, StorageException> done) {
        busy = false;
        advance(entry);
        done.succeeded(entry);
    }

    private void advance(Entry entry) {
        current = entry;
        if (entry != null) {
            next = backward ? entry.first() - 1 : entry.last() + 1;
        }
    }

    /** What comes next, where that needs no reading; null at the end. */
    private Entry ready() {
        if (!range.contains(next)) {
            return null;
        }
        if (isThere(next)) {
            if (state.inFold(next)) {
                fold = state.fold;
                return Entry.headOnly(state.foldHead());
            }
            if (state.inIndex(next)) {
                return window.get(next);
            }
            PendingEntries.Pending pending = state.pending(next);
            if (pending != null) {
                return pending.entry();
            }
        }
        throw new JournalException.LsnNotFound(next, state.range());
    }

    /** The next entry where it is durable and in memory, else null. */
    Entry poll() {
        if (busy || !isThere(next) || !state.inIndex(next) || !window.holds(next)) {
            return null;
        }
        Entry entry = window.get(next);
        advance(entry);
        return entry;
    }

    @Override
    public void read(int offset, int length, Completion<byte[], StorageException> done) {
        log.requireOpen();
        if (current == null) {
            throw new IllegalStateException("No entry is shown.");
        }
        if (fold != null && fold == state.fold) {
            EntryReader.piece(
                    log, fold, SegmentFormat.RECORDS_AT, current.head(), offset, length, done);
            return;
        }
        byte[] bytes = null;
        if (fold == null) {
            if (offset < 0 || length < 0 || length > current.encodedBytes() - offset) {
                throw new IllegalArgumentException(offset + "+" + length);
            }
            int at = current.encodedAt() + offset;
            bytes = Arrays.copyOfRange(current.array(), at, at + length);
        }
        byte[] piece = bytes;
        JournalException gone = new JournalException.LsnNotFound(current.first(), state.range());
        log.pool()
                .store()
                .submit(
                        List.of(),
                        Completion.always(
                                () -> {
                                    if (piece == null) {
                                        done.failed(gone);
                                    } else {
                                        done.succeeded(piece);
                                    }
                                }));
    }
}
