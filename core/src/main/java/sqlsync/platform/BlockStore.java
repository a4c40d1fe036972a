package sqlsync.platform;

import java.util.List;

/**
 * Flat files, by number, and nothing more: no directories, no names with a meaning, no locks, no
 * atomicity beyond what a disk gives.
 *
 * <p>Requests run in the order in which they were made. A batch stops at the first operation that
 * fails; what it wrote before that may or may not be there, as after a crash. A write is promised
 * to survive only when a {@link IoOperation.Flush} of its file, later in the order, has succeeded.
 * Writes are positional: an implementation may send a batch twice.
 */
public interface BlockStore {
    /** A file and how it begins. {@code head} is shorter than asked for where the file is. */
    record FoundFile(int file, long size, byte[] head) {}

    /**
     * Finds all files and reads the first {@code headBytes} of each. Files that are not of this
     * store are left out.
     */
    void scan(int headBytes, Completion<List<FoundFile>, StorageException> done);

    /**
     * Makes an empty file, open for use. Its name may be lost when power fails; its absence is not
     * an error then.
     */
    void create(int file, Completion<Void, StorageException> done);

    /** Opens files for exclusive use; all or none. */
    void open(List<Integer> files, Completion<Void, StorageException> done);

    /** Ends the use of files; what was not flushed may be lost. */
    void close(List<Integer> files, Completion<Void, StorageException> done);

    /**
     * Runs operations on open files, in order, in one round trip. Success brings what the reads
     * read, in order.
     */
    void submit(List<IoOperation> operations, Completion<List<byte[]>, StorageException> done);
}
