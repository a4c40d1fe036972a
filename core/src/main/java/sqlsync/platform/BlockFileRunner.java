package sqlsync.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs batches of operations on open {@link BlockFile}s, and believes no count: a write counts only
 * if the platform says that it wrote exactly what it was given. Browsers at the edge of the quota
 * have returned short counts, and {@code -8} as an unsigned number, without an exception.
 *
 * <p>Every failure is a {@link StorageException}. What the operations before it did, stays done.
 */
public final class BlockFileRunner {
    /** What Chromium counts when the disk is full. */
    private static final int COUNT_NO_SPACE = -8;

    private final Map<Integer, BlockFile> files = new HashMap<>();

    /** From here on, operations on {@code number} go to {@code file}. */
    public void add(int number, BlockFile file) {
        if (files.containsKey(number)) {
            throw new IllegalStateException("file " + number + " is open already");
        }
        files.put(number, file);
    }

    public boolean isOpen(int number) {
        return files.containsKey(number);
    }

    /** Takes a file out, not closed; null if there is none of that number. */
    public BlockFile remove(int number) {
        return files.remove(number);
    }

    /** Takes a file out and closes it. No such file, nothing happens. */
    public void close(int number) {
        BlockFile file = files.remove(number);
        if (file != null) {
            file.close();
        }
    }

    /** The numbers of all open files. */
    public List<Integer> numbers() {
        return new ArrayList<>(files.keySet());
    }

    /**
     * Runs operations in order, up to the first that fails.
     *
     * @return what the reads read, in order
     * @throws StorageException if one failed; those after it were not begun
     */
    public List<byte[]> run(List<IoOperation> operations) {
        List<byte[]> read = new ArrayList<>();
        for (IoOperation operation : operations) {
            BlockFile file = files.get(operation.file());
            if (file == null) {
                throw new StorageException(
                        StorageException.Kind.UNAVAILABLE,
                        "File " + operation.file() + " is not open.");
            }
            try {
                run(operation, file, read);
            } catch (StorageException failure) {
                throw failure;
            } catch (RuntimeException failure) {
                throw new StorageException(
                        StorageException.Kind.FAILED,
                        "File " + operation.file() + ": " + failure.getMessage() + ".");
            }
        }
        return read;
    }

    private static void run(IoOperation operation, BlockFile file, List<byte[]> read) {
        if (operation instanceof IoOperation.Read r) {
            read.add(readFully(file, r));
        } else if (operation instanceof IoOperation.Write w) {
            int count = file.write(w.position(), w.bytes(), 0, w.bytes().length);
            if (count != w.bytes().length) {
                throw miscounted(w, count);
            }
        } else if (operation instanceof IoOperation.Truncate t) {
            file.truncate(t.size());
        } else {
            file.flush();
        }
    }

    private static byte[] readFully(BlockFile file, IoOperation.Read read) {
        byte[] bytes = new byte[read.length()];
        int filled = 0;
        while (filled < bytes.length) {
            int wanted = bytes.length - filled;
            int count = file.read(read.position() + filled, bytes, filled, wanted);
            if (count < 0 || count > wanted) {
                throw new StorageException(
                        StorageException.Kind.FAILED,
                        "File "
                                + read.file()
                                + ": read "
                                + count
                                + " bytes where "
                                + wanted
                                + " were asked for.");
            }
            if (count == 0) {
                return Arrays.copyOf(bytes, filled);
            }
            filled += count;
        }
        return bytes;
    }

    private static StorageException miscounted(IoOperation.Write write, int count) {
        boolean full = count == COUNT_NO_SPACE || (count >= 0 && count < write.bytes().length);
        return new StorageException(
                full ? StorageException.Kind.FULL : StorageException.Kind.FAILED,
                "File "
                        + write.file()
                        + ": wrote "
                        + count
                        + " of "
                        + write.bytes().length
                        + " bytes at "
                        + write.position()
                        + ".");
    }
}
