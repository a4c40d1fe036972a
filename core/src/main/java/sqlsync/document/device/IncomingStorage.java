package sqlsync.document.device;

import java.util.ArrayDeque;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.Fold;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalId;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.replication.ReplicationDestination;

/**
 * Receives the coordinator's storage journal over one channel, in order.
 *
 * <p>A layer is appended at once. A fold is written piece by piece; it is finished only after all
 * notes on outcomes are durable, since it replaces the layers that they came from.
 */
final class IncomingStorage implements ReplicationDestination.Sink {
    /** Where what came goes. */
    interface Owner {
        /** Whether pages of this schema can be worked with; what comes after is not taken in. */
        boolean understands(int schemaVersion);

        /** Was appended, and is to be flushed; release it then. */
        void layer(ReceivedLayer layer);

        /** Makes everything durable that was gathered, then goes on. */
        void flushBefore(Runnable then);

        /** Is on disk; also where this channel has ended since. */
        void fold(ReceivedLayer layer);

        /** The sender may be told so. */
        void foldTaken();

        /** The sender may have so much more under way. */
        void release(int bytes);

        /** What came can't be used; nothing more of this channel is looked at. */
        void failed(String why);
    }

    private sealed interface Item {}

    private record Layer(EncodedEntry entry) implements Item {}

    private record Head(EntryHead head) implements Item {}

    private record Piece(byte[] bytes, boolean last) implements Item {}

    private final Journal journal;
    private final JournalId from;
    private final Owner owner;
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private boolean blocked = true;
    private boolean stopped;
    private Fold fold;
    private ByteWriter whole;

    /**
     * @param from the coordinator's journal
     */
    IncomingStorage(Journal journal, JournalId from, Owner owner) {
        this.journal = journal;
        this.from = from;
        this.owner = owner;
    }

    /** The journal is ready to take in what comes. */
    void begin() {
        blocked = false;
        pump();
    }

    /** Nothing more is taken in. */
    void stop() {
        stopped = true;
        waiting.clear();
        if (fold != null) {
            fold.abandon();
            fold = null;
        }
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
        if (!stopped) {
            waiting.add(item);
            pump();
        }
    }

    private void pump() {
        try {
            while (!blocked && !stopped && !waiting.isEmpty()) {
                Item item = waiting.remove();
                if (item instanceof Layer layer) {
                    take(layer.entry);
                } else if (item instanceof Head head) {
                    begin(head.head);
                } else if (item instanceof Piece piece) {
                    take(piece);
                }
            }
        } catch (MalformedException | StorageException failure) {
            fail(failure.getMessage());
        }
    }

    private void fail(String why) {
        if (!stopped) {
            stop();
            owner.failed(why);
        }
    }

    private void take(EncodedEntry entry) {
        ReceivedLayer layer = ReceivedLayer.read(entry.entry());
        if (!owner.understands(layer.header().schemaVersion())) {
            stop();
        } else if (journal.receive(from, entry)) {
            owner.layer(layer);
        } else {
            owner.release(entry.bytes());
        }
    }

    private void begin(EntryHead head) {
        whole = null;
        if (journal.wantsFold(from, head)) {
            fold = journal.receiveFold(from, head);
            whole = new ByteWriter(1 << 16).raw(head.encoded());
        }
    }

    private void take(Piece piece) {
        if (whole == null) {
            owner.release(piece.bytes.length);
            return;
        }
        whole.raw(piece.bytes);
        int length = piece.bytes.length;
        ReceivedLayer layer = piece.last ? foldRead() : null;
        if (stopped) {
            return;
        }
        blocked = true;
        fold.write(
                piece.bytes,
                next(
                        () -> {
                            owner.release(length);
                            if (layer == null) {
                                begin();
                            } else {
                                owner.flushBefore(() -> finish(layer));
                            }
                        }));
    }

    private ReceivedLayer foldRead() {
        EncodedEntry entry = EncodedEntry.read(whole.array(), 0, whole.size());
        ReceivedLayer layer = ReceivedLayer.read(entry.entry());
        whole = null;
        if (!owner.understands(layer.header().schemaVersion())) {
            stop();
        }
        return layer;
    }

    private void finish(ReceivedLayer layer) {
        if (stopped) {
            return;
        }
        Fold finishing = fold;
        // From here on it comes to the disk, whatever becomes of this channel.
        fold = null;
        finishing.finish(
                new Completion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        if (isThere(layer)) {
                            owner.fold(layer);
                        }
                        if (!stopped) {
                            owner.foldTaken();
                            begin();
                        }
                    }

                    @Override
                    public void failed(StorageException failure) {
                        fail(failure.getMessage());
                    }
                });
    }

    /** Not where the journal has started over since. */
    private boolean isThere(ReceivedLayer layer) {
        return journal.id().equals(from) && journal.durableRange().last() >= layer.lsn();
    }

    private Completion<Void> next(Runnable then) {
        return new Completion<>() {
            @Override
            public void succeeded(Void nothing) {
                if (!stopped) {
                    then.run();
                }
            }

            @Override
            public void failed(StorageException failure) {
                fail(failure.getMessage());
            }
        };
    }
}
