package sqlsync.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.codec.Crc32c;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * Copies a log that is not open into segments of another pool, byte for byte, and reads the copy
 * back. Segments say whose they are only after all of their records are on disk and were compared.
 *
 * <p>A copy counts for nothing as long as its original is there: whoever finds both throws the copy
 * away. So a crash at any moment leaves one log.
 */
final class LogCopy {
    /** The most that is in memory at a time, in bytes. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final SegmentPool from;
    private final SegmentPool to;
    private final StoredLog original;
    private final StoredLog copy;
    private final Completion<StoredLog, StorageException> done;
    private final List<Spare> unclaimed = new ArrayList<>();

    private LogCopy(
            SegmentPool from,
            SegmentPool to,
            StoredLog original,
            Completion<StoredLog, StorageException> done) {
        this.from = from;
        this.to = to;
        this.original = original;
        this.copy = new StoredLog(original.identity);
        this.done = done;
    }

    /**
     * Copies {@code original}. After a failure, {@code remains} is told what of the copy may still
     * be on disk, if anything is.
     */
    static void run(
            SegmentPool from,
            SegmentPool to,
            StoredLog original,
            Completion<StoredLog, StorageException> done,
            Consumer<StoredLog> remains) {
        LogCopy run =
                new LogCopy(
                        from,
                        to,
                        original,
                        done.after(
                                copy ->
                                        letGo(
                                                from,
                                                to,
                                                original,
                                                copy,
                                                () -> done.succeeded(copy))));
        List<Integer> files = original.files();
        from.store().open(files, run.done.after(opened -> run.segment(0, remains)));
    }

    private static void letGo(
            SegmentPool from, SegmentPool to, StoredLog original, StoredLog copy, Runnable next) {
        from.store()
                .close(
                        original.files(),
                        Completion.always(
                                () -> to.store().close(copy.files(), Completion.always(next))));
    }

    private void segment(int index, Consumer<StoredLog> remains) {
        Runnable claims = () -> claim(0, remains);
        if (index == original.segments.size()) {
            claims.run();
            return;
        }
        Segment source = original.segments.get(index);
        to.spares()
                .take(
                        Completion.of(
                                spare -> {
                                    unclaimed.add(spare);
                                    int at = SegmentFormat.RECORDS_AT;
                                    records(
                                            source,
                                            at,
                                            0,
                                            Completion.of(
                                                    copied -> segment(index + 1, remains),
                                                    failure -> failed(failure, remains)));
                                },
                                failure -> failed(failure, remains)));
    }

    /** Copies from {@code at} on; {@code crc} is that of what was copied before. */
    private void records(
            Segment source, long at, int crc, Completion<Void, StorageException> copied) {
        int last = unclaimed.size() - 1;
        Spare spare = unclaimed.get(last);
        int length = (int) Math.min(CHUNK_BYTES, source.size - at);
        if (length <= 0) {
            to.store()
                    .submit(
                            List.of(new IoOperation.Flush(spare.file())),
                            copied.after(
                                    flushed ->
                                            compare(
                                                    spare.file(),
                                                    source.size,
                                                    SegmentFormat.RECORDS_AT,
                                                    0,
                                                    crc,
                                                    copied)));
            return;
        }
        read(
                from.store(),
                source.file,
                at,
                length,
                copied.after(
                        bytes -> {
                            long end = at + length;
                            unclaimed.set(
                                    last,
                                    new Spare(
                                            spare.file(),
                                            spare.generation(),
                                            Math.max(spare.size(), end)));
                            int sum = Crc32c.update(crc, bytes, 0, bytes.length);
                            to.store()
                                    .submit(
                                            List.of(new IoOperation.Write(spare.file(), at, bytes)),
                                            copied.after(
                                                    written -> records(source, end, sum, copied)));
                        }));
    }

    private void compare(
            int file,
            long size,
            long at,
            int crc,
            int wanted,
            Completion<Void, StorageException> same) {
        int length = (int) Math.min(CHUNK_BYTES, size - at);
        if (length > 0) {
            read(
                    to.store(),
                    file,
                    at,
                    length,
                    same.after(
                            bytes -> {
                                int sum = Crc32c.update(crc, bytes, 0, bytes.length);
                                compare(file, size, at + length, sum, wanted, same);
                            }));
        } else if (crc == wanted) {
            same.succeeded(null);
        } else {
            same.failed(differs(file));
        }
    }

    private static void read(
            BlockStore store,
            int file,
            long at,
            int length,
            Completion<byte[], StorageException> done) {
        store.submit(
                List.of(new IoOperation.Read(file, at, length)),
                done.after(
                        read -> {
                            if (read.get(0).length == length) {
                                done.succeeded(read.get(0));
                            } else {
                                done.failed(
                                        new StorageException(
                                                StorageException.Kind.FAILED,
                                                "File " + file + " is shorter than it was."));
                            }
                        }));
    }

    private static StorageException differs(int file) {
        return new StorageException(
                StorageException.Kind.FAILED,
                "File " + file + " does not hold what was copied into it.");
    }

    /** All records are there: now the copies say, one after the other, what they are. */
    private void claim(int index, Consumer<StoredLog> remains) {
        if (unclaimed.isEmpty()) {
            done.succeeded(copy);
            return;
        }
        Spare spare = unclaimed.remove(0);
        Segment source = original.segments.get(index);
        Superblock first = source.superblock.of(spare.generation() + 1);
        Segment claimed =
                new Segment(
                        spare.file(),
                        first.next(),
                        Math.max(spare.size(), SegmentFormat.RECORDS_AT));
        copy.segments.add(claimed);
        List<IoOperation> steps = new ArrayList<>();
        SuperblockCodec.write(steps, spare.file(), first);
        steps.add(new IoOperation.Read(spare.file(), 0, SegmentFormat.RECORDS_AT));
        to.store()
                .submit(
                        steps,
                        Completion.of(
                                read -> {
                                    if (Arrays.equals(
                                            read.get(0), SuperblockCodec.bothSlots(first))) {
                                        claim(index + 1, remains);
                                    } else {
                                        failed(differs(spare.file()), remains);
                                    }
                                },
                                failure -> failed(failure, remains)));
    }

    /** What says nothing yet goes back to the spare ones; the rest has to be deleted. */
    private void failed(StorageException failure, Consumer<StoredLog> remains) {
        Runnable tell =
                () -> {
                    if (!copy.segments.isEmpty()) {
                        remains.accept(copy);
                    }
                    done.failed(failure);
                };
        for (Spare spare : unclaimed) {
            to.spares().giveBack(spare);
        }
        letGo(from, to, original, copy, tell);
    }
}
