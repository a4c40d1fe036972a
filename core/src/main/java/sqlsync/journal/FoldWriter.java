package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.Crc32c;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * A fold in a segment of its own. Its file says that it is spare until everything else is on disk;
 * so the superblock is what makes the fold, and a crash before it leaves a spare segment.
 */
final class FoldWriter implements Fold {
    /** Is told how a fold ended. */
    interface Ending {
        /** The fold is durable in a new segment. */
        void finished(Segment segment, EntryHead head, FoldStamps stamps, Incarnation of);

        /**
         * There is no fold.
         *
         * @param spare the segment taken for it, or null
         * @param doubtful whether it may say on disk that it is the fold
         * @param then to be run when it says so no more
         */
        void abandoned(Spare spare, boolean doubtful, Runnable then);
    }

    private final SegmentPool pool;
    private final LogState state;
    private final Operations operations;
    private final Ending ending;
    private final FoldHeader header;
    private final Incarnation of;
    private Spare spare;
    private int payloadBytes;
    private int payloadCrc;
    private boolean busy;
    private boolean ended;
    private boolean abandoned;
    private StorageException cut;

    FoldWriter(
            SegmentPool pool,
            LogState state,
            Operations operations,
            Ending ending,
            FoldHeader header) {
        this.pool = pool;
        this.state = state;
        this.operations = operations;
        this.ending = ending;
        this.header = header;
        this.of = state.identity().storage();
    }

    /** Bytes of its only entry. */
    private int entryBytes() {
        return SegmentFormat.ENTRY_PAYLOAD_AT + payloadBytes;
    }

    @Override
    public void write(byte[] chunk, Completion<Void, StorageException> done) {
        if (refused(done)) {
            return;
        }
        begin();
        if (chunk.length > pool.limits().foldBytesMax() - payloadBytes) {
            busy = false;
            throw new IllegalStateException(
                    "The fold has more than " + pool.limits().foldBytesMax() + " bytes.");
        }
        operations.began();
        if (spare == null) {
            pool.spares()
                    .take(
                            Completion.of(
                                    taken -> {
                                        spare = taken;
                                        put(chunk, done);
                                    },
                                    failure -> failed(failure, false, done)));
        } else {
            put(chunk, done);
        }
    }

    private void put(byte[] written, Completion<Void, StorageException> done) {
        byte[] chunk = payloadBytes == 0 ? header.before(written) : written;
        int at = SegmentFormat.RECORDS_AT + entryBytes();
        payloadCrc = Crc32c.update(payloadCrc, chunk, 0, chunk.length);
        payloadBytes += chunk.length;
        long end = SegmentFormat.RECORDS_AT + entryBytes();
        spare = new Spare(spare.file(), spare.generation(), Math.max(spare.size(), end));
        store().submit(
                        List.of(new IoOperation.Write(spare.file(), at, chunk)),
                        Completion.of(
                                ignored -> stepped(done), failure -> failed(failure, false, done)));
    }

    private void stepped(Completion<Void, StorageException> done) {
        busy = false;
        if (abandoned) {
            end(false, () -> {});
        }
        done.succeeded(null);
        operations.ended();
    }

    @Override
    public void finish(Completion<Void, StorageException> done) {
        if (refused(done)) {
            return;
        }
        begin();
        operations.began();
        if (spare == null) {
            busy = false;
            operations.ended();
            throw new IllegalStateException("Nothing was written to the fold.");
        }
        byte[] encoded = header.encoded(payloadBytes, payloadCrc);
        if (encoded == null) {
            store().submit(
                            List.of(),
                            Completion.always(() -> failed(header.unsound(), false, done)));
            return;
        }
        ended = true;
        EntryHead head = EntryHead.read(encoded, 0, encoded.length);
        int end = SegmentFormat.RECORDS_AT + entryBytes();
        Superblock superblock =
                state.claim(
                        spare,
                        Superblock.Kind.FOLD,
                        state.takeSequence(),
                        (int) pool.randomness().bits64(),
                        end);
        int file = spare.file();
        List<IoOperation> steps = new ArrayList<>();
        steps.add(new IoOperation.Write(file, SegmentFormat.RECORDS_AT, encoded));
        steps.add(new IoOperation.Flush(file));
        SuperblockCodec.write(steps, file, superblock);
        store().submit(
                        steps,
                        Completion.of(
                                ignored -> {
                                    Segment segment =
                                            new Segment(file, superblock.next(), spare.size());
                                    segment.reached(end);
                                    segment.gained(entryBytes());
                                    ending.finished(segment, head, header.stamps(), of);
                                    done.succeeded(null);
                                    operations.ended();
                                },
                                failure -> failed(failure, true, done)));
    }

    @Override
    public void abandon() {
        if (ended) {
            return;
        }
        abandoned = true;
        if (!busy) {
            end(false, () -> {});
        }
    }

    /** Ends a fold that somebody else has made needless; who writes it is told when it goes on. */
    void cut(StorageException why) {
        cut = why;
        abandon();
    }

    private boolean refused(Completion<Void, StorageException> done) {
        if (cut == null) {
            return false;
        }
        store().submit(List.of(), Completion.always(() -> done.failed(cut)));
        return true;
    }

    private void begin() {
        if (busy || ended || abandoned) {
            throw new IllegalStateException("The fold is being written to, or has ended.");
        }
        busy = true;
    }

    private void failed(
            StorageException failure, boolean doubtful, Completion<Void, StorageException> done) {
        end(
                doubtful,
                () -> {
                    done.failed(failure);
                    operations.ended();
                });
    }

    private void end(boolean doubtful, Runnable then) {
        ended = true;
        ending.abandoned(
                doubtful ? new Spare(spare.file(), spare.generation() + 2, spare.size()) : spare,
                doubtful,
                then);
    }

    private BlockStore store() {
        return pool.store();
    }
}
