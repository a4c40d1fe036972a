package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/** Opens the log of a document, or makes one. */
final class LogOpener {
    private final SegmentPool pool;
    private final Completion<DocumentLog, StorageException> done;

    LogOpener(SegmentPool pool, Completion<DocumentLog, StorageException> done) {
        this.pool = pool;
        this.done = done;
    }

    /**
     * Makes a log.
     *
     * @param attempts how many segments were claimed for it before, in vain
     */
    void create(LogIdentity identity, int attempts) {
        LogState state = new LogState(identity);
        state.epoch = attempts + 1;
        state.usedSequence(attempts);
        pool.spares().take(done.after(spare -> claim(state, spare)));
    }

    private void claim(LogState state, Spare spare) {
        Superblock superblock =
                state.claim(
                        spare,
                        Superblock.Kind.LOG,
                        state.takeSequence(),
                        (int) pool.randomness().bits64(),
                        SegmentFormat.RECORDS_AT);
        List<IoOperation> steps = new ArrayList<>();
        SuperblockCodec.write(steps, spare.file(), superblock);
        pool.store()
                .submit(
                        steps,
                        Completion.of(
                                ignored -> {
                                    Segment segment =
                                            new Segment(
                                                    spare.file(), superblock.next(), spare.size());
                                    segment.reached(segment.end);
                                    state.add(segment);
                                    state.active = segment;
                                    DocumentLog log = new DocumentLog(pool, state);
                                    log.prepare();
                                    done.succeeded(log);
                                },
                                failure -> unclaim(spare, failure)));
    }

    /** The claim may have reached the disk; if it cannot be undone, the segment is left alone. */
    private void unclaim(Spare spare, StorageException failure) {
        Spare claimed = new Spare(spare.file(), spare.generation() + 2, spare.size());
        List<IoOperation> steps = new ArrayList<>();
        Spare free = claimed.free(steps);
        pool.store()
                .submit(
                        steps,
                        Completion.of(
                                ignored -> {
                                    pool.spares().giveBack(free);
                                    done.failed(failure);
                                },
                                ignored -> close(List.of(spare.file()), failure)));
    }

    /**
     * Reads a log back and makes it ready for use. Segments that this log let go of must be free on
     * disk, too, before anything is built on that: a crash would bring them back.
     */
    void recover(StoredLog stored, EntryVisitor visitor) {
        pool.spares()
                .proveAll(
                        done.after(
                                ignored ->
                                        pool.store()
                                                .open(
                                                        stored.files(),
                                                        done.after(
                                                                opened -> read(stored, visitor)))));
    }

    private void read(StoredLog stored, EntryVisitor visitor) {
        LogRecovery.run(
                pool,
                stored.segments,
                Completion.of(
                        read -> recovered(stored, read, visitor),
                        failure -> close(stored.files(), failure)));
    }

    private void recovered(StoredLog stored, LogRecovery read, EntryVisitor visitor) {
        DocumentLog log = new DocumentLog(pool, read.state());
        stored.doubtful.forEach(log::doubt);
        if (read.problem() != null) {
            log.damaged(read.problem(), read.stale());
            read.show(visitor);
            done.succeeded(log);
            return;
        }
        log.prove();
        read.stale().forEach(segment -> log.doubt(new Spare(segment)));
        log.open(
                Completion.always(
                        () -> {
                            read.show(visitor);
                            done.succeeded(log);
                        }));
    }

    private void close(List<Integer> files, StorageException failure) {
        pool.store().close(files, Completion.always(() -> done.failed(failure)));
    }
}
