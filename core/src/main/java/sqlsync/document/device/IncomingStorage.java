package sqlsync.document.device;

import java.util.ArrayDeque;
import sqlsync.codec.ByteWriter;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.Fold;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalId;
import sqlsync.replication.ReplicationDestination;

/**
 * What has come of the coordinator's storage journal over one channel, and is not taken in yet.
 *
 * <p>A layer is appended at once. A fold is written piece by piece; it is finished only after all
 * notes on outcomes are durable, since it replaces the layers that they came from.
 *
 * <pre>
 *   PLACING --begin--> READY <--> WRITING --last piece--> FLUSHING --> FINISHING --> READY
 * </pre>
 */
final class IncomingStorage implements ReplicationDestination.Sink {
    private enum State {
        /** The journal is being given the coordinator's id. */
        PLACING,
        READY,
        /** A piece of a fold is being written. */
        WRITING,
        /** The whole fold is written, and what has to be durable before it is not yet. */
        FLUSHING,
        /** The journal replaces layers by the fold. */
        FINISHING,
        STOPPED
    }

    private sealed interface Item {}

    private record Layer(EncodedEntry entry) implements Item {}

    private record Head(EntryHead head) implements Item {}

    private record Piece(byte[] bytes, boolean last) implements Item {}

    /** What {@link #next} came to. */
    sealed interface Taken {}

    /** A layer is read; {@link #append} takes it in. */
    record LayerRead(ReceivedLayer layer, EncodedEntry entry) implements Taken {}

    /**
     * A piece is to be written.
     *
     * @param whole the fold, where it is the last piece; else null
     */
    record PieceRead(Fold fold, byte[] bytes, ReceivedLayer whole) implements Taken {}

    /** So many bytes are not needed. */
    record PassedOver(int bytes) implements Taken {}

    private final Journal journal;
    private final JournalId from;
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private State state = State.PLACING;
    private Fold fold;
    private ByteWriter whole;

    /**
     * @param from the coordinator's journal
     */
    IncomingStorage(Journal journal, JournalId from) {
        this.journal = journal;
        this.from = from;
    }

    @Override
    public void entry(EncodedEntry entry) {
        add(new Layer(entry));
    }

    @Override
    public void fold(EntryHead head) {
        add(new Head(head));
    }

    @Override
    public void foldPiece(byte[] bytes, boolean last) {
        add(new Piece(bytes, last));
    }

    private void add(Item item) {
        if (state != State.STOPPED) {
            waiting.add(item);
        }
    }

    /** The journal is the coordinator's, or what was begun has ended: more can be taken in. */
    void ready() {
        if (state != State.STOPPED) {
            state = State.READY;
        }
    }

    /** Nothing more is taken in. A fold that is being finished comes to the disk all the same. */
    void stop() {
        waiting.clear();
        if (fold != null) {
            fold.abandon();
            fold = null;
        }
        state = State.STOPPED;
    }

    /**
     * What comes next, or null where there is nothing, or it has to wait.
     *
     * @throws sqlsync.codec.MalformedException if it can't be used
     * @throws sqlsync.platform.StorageException if it can't be kept
     */
    Taken next() {
        while (state == State.READY && !waiting.isEmpty()) {
            Item item = waiting.remove();
            if (item instanceof Layer layer) {
                return new LayerRead(ReceivedLayer.read(layer.entry.entry()), layer.entry);
            } else if (item instanceof Head head) {
                begin(head.head);
            } else if (item instanceof Piece piece) {
                return read(piece);
            }
        }
        return null;
    }

    /** Appends a layer; false where it is there already. It is to be flushed. */
    boolean append(LayerRead read) {
        return journal.receive(from, read.entry);
    }

    private void begin(EntryHead head) {
        whole = null;
        if (journal.wantsFold(from, head)) {
            fold = journal.receiveFold(from, head);
            whole = new ByteWriter(1 << 16).raw(head.encoded());
        }
    }

    private Taken read(Piece piece) {
        if (whole == null) {
            return new PassedOver(piece.bytes.length);
        }
        whole.raw(piece.bytes);
        ReceivedLayer complete = null;
        if (piece.last) {
            EncodedEntry entry = EncodedEntry.read(whole.array(), 0, whole.size());
            complete = ReceivedLayer.read(entry.entry());
            whole = null;
        }
        state = State.WRITING;
        return new PieceRead(fold, piece.bytes, complete);
    }

    /** The last piece is written. */
    void flushing() {
        state = State.FLUSHING;
    }

    /** The fold that is to be finished now; null where it was given up meanwhile. */
    Fold finishing() {
        if (state != State.FLUSHING) {
            return null;
        }
        state = State.FINISHING;
        Fold finished = fold;
        fold = null;
        return finished;
    }

    /** Whether a fold is in the journal: not where that has started over since. */
    boolean isThere(ReceivedLayer layer) {
        return journal.id().equals(from) && journal.durableRange().last() >= layer.lsn();
    }
}
