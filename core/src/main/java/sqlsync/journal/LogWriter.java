package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.codec.ByteWriter;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.Randomness;
import sqlsync.platform.StorageException;

/**
 * Writes batches, one at a time: while one is under way, entries gather for the next.
 *
 * <p>After a failure nobody knows what reached the disk. So before anyone is told, a <em>fence</em>
 * goes there: a superblock with a new epoch that says where the log ends. Whatever the failed batch
 * left behind it is never read again. Without a fence the log stays read-only.
 */
final class LogWriter {
    private final BlockStore store;
    private final Randomness randomness;
    private final JournalLimits limits;
    private final LogState state;
    private final Reserve reserve;
    private final SpareSegments spares;
    private final Runnable afterBatch;

    /** Segments that may say on disk that they are this log's, and are not. */
    private final List<Spare> doubtful = new ArrayList<>();

    /** Files that recovery read, from a cache perhaps: the fence says that they are durable. */
    private final List<Integer> unproven = new ArrayList<>();

    private Batch gathering = new Batch();
    private List<Completion<Void, StorageException>> waiting = new ArrayList<>();
    private final List<Completion<Void, StorageException>> opening = new ArrayList<>();
    private boolean busy;
    private boolean turning;
    private StorageException problem;
    private Consumer<StorageException> undone = failure -> {};

    /**
     * @param afterBatch called after each batch, when what it made needless can be let go
     */
    LogWriter(SegmentPool pool, LogState state, Runnable afterBatch) {
        this.store = pool.store();
        this.randomness = pool.randomness();
        this.limits = pool.limits();
        this.spares = pool.spares();
        this.reserve = new Reserve(pool.spares());
        this.state = state;
        this.afterBatch = afterBatch;
    }

    Reserve reserve() {
        return reserve;
    }

    StorageException problem() {
        return problem;
    }

    void onUndone(Consumer<StorageException> told) {
        undone = told;
    }

    /** From here on nothing is written. */
    void stop(StorageException why) {
        problem = why;
    }

    void prove(Segment segment) {
        unproven.add(segment.file);
    }

    void doubt(Spare spare) {
        doubtful.add(spare);
    }

    /** The batch that takes new entries. */
    Batch gathering() {
        if (problem != null) {
            throw problem;
        }
        return gathering;
    }

    /** The next batch begins a segment: nothing that comes keeps alive what is there now. */
    void turn() {
        turning = true;
    }

    void requireRoom(int payloadBytes) {
        if (payloadBytes > limits.batchBytesMax() - gathering.body().size()) {
            throw new IllegalStateException(
                    "More than " + limits.batchBytesMax() + " bytes were appended before a flush.");
        }
    }

    void flush(Completion<Void, StorageException> done) {
        waiting.add(done);
        if (!busy) {
            begin();
        }
    }

    private void begin() {
        busy = true;
        List<Completion<Void, StorageException>> told = waiting;
        waiting = new ArrayList<>();
        if (problem != null && problem.kind() != StorageException.Kind.CORRUPT) {
            mend(told);
            return;
        }
        if (problem != null || gathering.isEmpty()) {
            StorageException failure = problem;
            store.submit(List.of(), Completion.always(() -> tell(told, failure)));
            return;
        }
        Batch batch = gathering;
        gathering = new Batch();
        int recordBytes = RecordCodec.recordBytes(batch.body().size());
        Segment active = state.active;
        boolean fits = recordBytes <= limits.segmentBytes() - active.end;
        boolean begins = !batch.replaced().isEmpty();
        if (!begins && (active.end == SegmentFormat.RECORDS_AT || fits && !turning)) {
            writeTo(active, batch, recordBytes, told);
            return;
        }
        reserve.take(
                Completion.of(
                        spare -> writeToNew(spare, batch, recordBytes, told),
                        failure -> {
                            if (fits && !begins) {
                                writeTo(active, batch, recordBytes, told);
                            } else {
                                fence(failure, told);
                            }
                        }));
    }

    private void writeTo(
            Segment segment,
            Batch batch,
            int recordBytes,
            List<Completion<Void, StorageException>> told) {
        byte[] record = new byte[recordBytes];
        int chain = record(segment.superblock, record, 0, batch, segment.end, segment.chain);
        submit(
                segment.file,
                segment.end,
                record,
                Completion.of(
                        ignored -> written(segment, batch, recordBytes, chain, told),
                        failure -> fence(failure, told)));
    }

    private void writeToNew(
            Spare spare,
            Batch batch,
            int recordBytes,
            List<Completion<Void, StorageException>> told) {
        Superblock superblock = state.claim(spare, (int) randomness.bits64(), batch);
        byte[] bytes = new byte[SegmentFormat.RECORDS_AT + recordBytes];
        System.arraycopy(
                SuperblockCodec.bothSlots(superblock), 0, bytes, 0, SegmentFormat.RECORDS_AT);
        int at = SegmentFormat.RECORDS_AT;
        int chain = record(superblock, bytes, at, batch, at, superblock.salt());
        submit(
                spare.file(),
                0,
                bytes,
                Completion.of(
                        ignored -> {
                            Segment segment =
                                    new Segment(spare.file(), superblock.next(), spare.size());
                            state.add(segment);
                            state.active = segment;
                            turning = false;
                            written(segment, batch, recordBytes, chain, told);
                            reserve.prepare();
                        },
                        failure -> {
                            doubt(new Spare(spare.file(), spare.generation() + 2, spare.size()));
                            fence(failure, told);
                        }));
    }

    private int record(
            Superblock superblock, byte[] to, int at, Batch batch, int durableUpTo, int chain) {
        ByteWriter body = batch.body();
        return RecordCodec.write(to, at, body, superblock.salt(), state.epoch, durableUpTo, chain);
    }

    private void submit(
            int file, int position, byte[] bytes, Completion<List<byte[]>, StorageException> done) {
        store.submit(
                List.of(new IoOperation.Write(file, position, bytes), new IoOperation.Flush(file)),
                done);
    }

    private void written(
            Segment segment,
            Batch batch,
            int recordBytes,
            int chain,
            List<Completion<Void, StorageException>> told) {
        int bodyAt = segment.end + SegmentFormat.RECORD_BODY_AT;
        segment.end += recordBytes;
        segment.chain = chain;
        segment.reached(segment.end);
        state.written(batch, segment, bodyAt);
        state.flushes++;
        tell(told, null);
    }

    /** Ends what is under way; calls made meanwhile begin the next. */
    private void tell(List<Completion<Void, StorageException>> told, StorageException failure) {
        for (Completion<Void, StorageException> done : told) {
            if (failure == null) {
                done.succeeded(null);
            } else {
                done.failed(failure);
            }
        }
        busy = false;
        if (!opening.isEmpty()) {
            open(opening.remove(0));
        } else if (!waiting.isEmpty()) {
            begin();
        }
        if (failure == null) {
            afterBatch.run();
        }
    }

    /** After a failure: fences off what it may have left, then tells everyone who hoped. */
    private void fence(StorageException failure, List<Completion<Void, StorageException>> told) {
        writeFence(outcome -> discard(outcome == null ? null : failure, failure, true, told));
    }

    /** What kept the log read-only may have passed. */
    private void mend(List<Completion<Void, StorageException>> told) {
        writeFence(
                outcome -> {
                    if (outcome == null) {
                        problem = null;
                        tell(told, null);
                    } else {
                        discard(outcome, outcome, !gathering.isEmpty(), told);
                    }
                });
    }

    private void discard(
            StorageException newProblem,
            StorageException failure,
            boolean lost,
            List<Completion<Void, StorageException>> told) {
        problem = newProblem;
        gathering = new Batch();
        state.undo();
        if (lost) {
            undone.accept(failure);
        }
        List<Completion<Void, StorageException>> all = new ArrayList<>(told);
        all.addAll(waiting);
        waiting = new ArrayList<>();
        tell(all, failure);
    }

    /**
     * Writes a fence where nothing has to be undone: when a log is opened, when it may be mended,
     * and when a segment is in doubt. Without it the log is read-only.
     */
    void open(Completion<Void, StorageException> done) {
        if (busy) {
            opening.add(done);
            return;
        }
        busy = true;
        mend(List.of(done));
    }

    private interface Outcome {
        void of(StorageException failure);
    }

    private void writeFence(Outcome outcome) {
        Superblock superblock = state.renewal(state.epoch + 1);
        int file = state.active.file;
        List<IoOperation> steps = new ArrayList<>();
        unproven.forEach(unflushed -> steps.add(new IoOperation.Flush(unflushed)));
        steps.add(
                new IoOperation.Write(file, superblock.slotAt(), SuperblockCodec.slot(superblock)));
        steps.add(new IoOperation.Flush(file));
        List<Spare> doubted = new ArrayList<>(doubtful);
        List<Spare> freed = new ArrayList<>();
        doubted.forEach(spare -> freed.add(spare.free(steps)));
        store.submit(
                steps,
                Completion.of(
                        ignored -> {
                            state.active.superblock = superblock;
                            state.epoch = superblock.epoch();
                            unproven.clear();
                            doubtful.removeAll(doubted);
                            freed.forEach(spares::giveBack);
                            outcome.of(null);
                        },
                        outcome::of));
    }

    /** Writes the label and the end of the log where a clean end belongs. */
    void seal(Completion<Void, StorageException> done) {
        if (problem != null || state.active == null) {
            store.submit(List.of(), Completion.always(() -> done.succeeded(null)));
            return;
        }
        Superblock superblock = state.renewal(state.epoch);
        submit(
                state.active.file,
                superblock.slotAt(),
                SuperblockCodec.slot(superblock),
                done.after(
                        ignored -> {
                            state.active.superblock = superblock;
                            done.succeeded(null);
                        }));
    }

    /** Files that are open and of no segment. */
    List<Spare> doubtful() {
        return doubtful;
    }
}
