package sqlsync.platform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Passes everything on, and keeps account of what the files take and of what is written. */
public final class MeasuredBlockStore implements BlockStore {
    private final BlockStore store;
    private final Map<Integer, Long> sizes = new HashMap<>();
    private long bytes;
    private long written;
    private long writtenAtOnceMax;

    public MeasuredBlockStore(BlockStore store) {
        this.store = store;
    }

    /** Bytes of all files. */
    public long bytes() {
        return bytes;
    }

    /** Bytes written since it was made. */
    public long written() {
        return written;
    }

    /** The most that one request has written, in bytes. */
    public long writtenAtOnceMax() {
        return writtenAtOnceMax;
    }

    /** Begins anew to look for the most. */
    public void forgetMax() {
        writtenAtOnceMax = 0;
    }

    private void size(int file, long size) {
        Long before = sizes.put(file, size);
        bytes += size - (before == null ? 0 : before);
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        store.scan(headBytes, done);
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        size(file, 0);
        store.create(file, done);
    }

    @Override
    public void open(List<Integer> files, Completion<Void, StorageException> done) {
        store.open(files, done);
    }

    @Override
    public void close(List<Integer> files, Completion<Void, StorageException> done) {
        store.close(files, done);
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        long atOnce = 0;
        for (IoOperation operation : operations) {
            if (operation instanceof IoOperation.Write write) {
                long end = write.position() + write.bytes().length;
                size(write.file(), Math.max(sizes.get(write.file()), end));
                atOnce += write.bytes().length;
            } else if (operation instanceof IoOperation.Truncate truncate) {
                size(truncate.file(), truncate.size());
            }
        }
        written += atOnce;
        writtenAtOnceMax = Math.max(writtenAtOnceMax, atOnce);
        store.submit(operations, done);
    }
}
