package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.StorageException;

/** Reads journals with cursors, and carries entries from one log's storage journal to another's. */
final class SyncBench {
    /** Small, so that a fold comes in many pieces. */
    private static final int PIECE_BYTES = 700;

    private SyncBench() {}

    /** All that a cursor shows, folds read in pieces, as {@link LogBench#recovered} has it. */
    static List<String> read(LogBench bench, JournalKind kind, LsnRange range, boolean backward) {
        Journal journal = bench.journal(kind);
        JournalCursor cursor = backward ? journal.entriesBackward(range) : journal.entries(range);
        List<String> shown = new ArrayList<>();
        for (Entry entry = next(bench.events, cursor);
                entry != null;
                entry = next(bench.events, cursor)) {
            byte[] encoded =
                    entry.isWhole()
                            ? entry.encoded()
                            : pieces(bench.events, cursor, entry.encodedBytes());
            EncodedEntry decoded = EncodedEntry.read(encoded, 0, encoded.length);
            shown.add(LogBench.describe(decoded.kind(), decoded.entry()));
        }
        return shown;
    }

    static Entry next(EventQueue events, JournalCursor cursor) {
        Answer<Entry> answer = new Answer<>();
        cursor.next(answer);
        if (answer.told()) {
            throw new AssertionError("told within the call");
        }
        events.run();
        return answer.get();
    }

    private static byte[] pieces(EventQueue events, JournalCursor cursor, int bytes) {
        byte[] all = new byte[bytes];
        for (int at = 0; at < bytes; at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, bytes - at);
            Answer<byte[]> piece = new Answer<>();
            cursor.read(at, length, piece);
            events.run();
            System.arraycopy(piece.get(), 0, all, at, length);
        }
        return all;
    }

    /** What {@code source} answers to a request. */
    static SyncAnswer ask(LogBench source, SyncRequest request) {
        Answer<SyncAnswer> answer = new Answer<>();
        source.log.storage().syncPrepare(request, answer);
        source.events.run();
        return answer.get();
    }

    /** One round from {@code source} to {@code reader}, flushed there; what was answered. */
    static SyncAnswer pull(LogBench source, LogBench reader, int maxBytes) {
        Journal journal = reader.log.storage();
        SyncAnswer answer = ask(source, journal.syncRequest(maxBytes));
        JournalId id = source.log.storage().id();
        if (answer instanceof SyncAnswer.Entries entries) {
            journal.receive(id, entries.encoded());
            reader.flush();
        } else if (answer instanceof SyncAnswer.Folded folded) {
            try {
                receive(source, reader, folded.fold(), Integer.MAX_VALUE);
            } finally {
                folded.fold().close();
            }
        }
        source.events.run();
        return answer;
    }

    /**
     * Carries a fold over.
     *
     * @param cutAfter pieces after which the connection is cut
     */
    static void receive(LogBench source, LogBench reader, EntryReader fold, int cutAfter) {
        EntryHead head = fold.head();
        Fold receiving = reader.log.storage().receiveFold(source.log.storage().id(), head);
        int pieces = 0;
        for (int at = EntryHead.BYTES; at < head.encodedBytes(); at += PIECE_BYTES) {
            if (pieces++ == cutAfter) {
                receiving.abandon();
                reader.events.run();
                return;
            }
            int length = Math.min(PIECE_BYTES, head.encodedBytes() - at);
            Answer<byte[]> piece = new Answer<>();
            fold.read(at, length, piece);
            source.events.run();
            Answer<Void> written = new Answer<>();
            receiving.write(piece.get(), written);
            reader.events.run();
            require(written);
        }
        Answer<Void> finished = new Answer<>();
        receiving.finish(finished);
        reader.events.run();
        require(finished);
    }

    private static void require(Answer<Void> answer) {
        StorageException failure = answer.failure();
        if (failure != null) {
            throw failure;
        }
        answer.get();
    }
}
