package sqlsync.journal;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * Deletes a log. It is gone from the moment that one of its superblocks says so; what is left of it
 * then is freed now or when the pool is opened again, the segment that says so last.
 */
final class Deletion {
    private final SegmentPool pool;
    private final StoredLog log;
    private final Completion<Void, StorageException> done;
    private final Segment mark;

    private Deletion(SegmentPool pool, StoredLog log, Completion<Void, StorageException> done) {
        this.pool = pool;
        this.log = log;
        this.done = done;
        this.mark = mark(log);
    }

    private static Segment mark(StoredLog log) {
        for (Segment segment : log.segments) {
            if (segment.superblock.state() == Superblock.State.DELETING) {
                return segment;
            }
        }
        return log.segments.get(0);
    }

    /** Deletes a log that is not open. A failure leaves it as it was, if that can be done. */
    static void run(SegmentPool pool, StoredLog log, Completion<Void, StorageException> done) {
        Deletion deletion = new Deletion(pool, log, done);
        deletion.open(deletion::mark);
    }

    /** Goes on with a deletion that was interrupted; tells also when it cannot. */
    static void finish(SegmentPool pool, StoredLog log, Runnable next) {
        Deletion deletion = new Deletion(pool, log, Completion.always(next));
        deletion.open(deletion::goOn);
    }

    /**
     * Segments of this log that were found free must be free on disk, too: a crash would bring them
     * back, and with them a part of the document.
     */
    private void open(Runnable next) {
        pool.spares()
                .proveAll(
                        done.after(
                                ignored ->
                                        pool.store()
                                                .open(
                                                        log.files(),
                                                        done.after(opened -> next.run()))));
    }

    private void mark() {
        Superblock deleting = mark.superblock.deleting();
        write(
                deleting,
                Completion.of(
                        ignored -> {
                            mark.superblock = deleting;
                            free();
                        },
                        this::unmark));
    }

    /** The mark may have reached the disk: nothing may be added to the log until it is off. */
    private void unmark(StorageException failure) {
        Superblock claimed = mark.superblock.claimedAgain();
        write(
                claimed,
                Completion.of(
                        ignored -> {
                            mark.superblock = claimed;
                            log.half = false;
                            close(() -> done.failed(failure));
                        },
                        ignored -> {
                            mark.superblock = claimed.next();
                            log.half = true;
                            close(() -> done.failed(failure));
                        }));
    }

    /** Always writes the one slot: what the other says stays sound whatever happens. */
    private void write(Superblock superblock, Completion<List<byte[]>, StorageException> written) {
        pool.store()
                .submit(
                        List.of(
                                new IoOperation.Write(
                                        mark.file,
                                        superblock.slotAt(),
                                        SuperblockCodec.slot(superblock)),
                                new IoOperation.Flush(mark.file)),
                        written);
    }

    /** The mark that was read may be in a cache only. */
    private void goOn() {
        pool.store()
                .submit(
                        List.of(new IoOperation.Flush(mark.file)),
                        Completion.of(
                                ignored -> free(), failure -> close(() -> done.failed(failure))));
    }

    private void free() {
        List<IoOperation> steps = new ArrayList<>();
        List<Spare> freed = new ArrayList<>();
        for (Segment segment : log.segments) {
            if (segment != mark) {
                freed.add(SegmentRelease.free(segment, steps));
            }
        }
        for (Spare spare : log.doubtful) {
            freed.add(spare.free(steps));
        }
        freed.add(SegmentRelease.free(mark, steps));
        pool.store()
                .submit(
                        steps,
                        Completion.of(
                                ignored -> {
                                    freed.forEach(pool.spares()::giveBack);
                                    done.succeeded(null);
                                },
                                // It is deleted all the same.
                                failure -> close(() -> done.succeeded(null))));
    }

    private void close(Runnable next) {
        pool.store().close(log.files(), Completion.always(next));
    }
}
