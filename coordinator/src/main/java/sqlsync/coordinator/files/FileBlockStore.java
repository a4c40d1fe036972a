package sqlsync.coordinator.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import sqlsync.platform.BlockFileRunner;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * The numbered files of one directory. A flush is an {@code fdatasync}; the name of a new file is
 * on disk before {@link #create} is answered, and it is in the {@link SegmentList}, so that a scan
 * fails where a file was lost.
 *
 * <p>Requests run one after the other, wherever {@code disk} runs them; what they came to is told
 * wherever {@code home} runs it. That no other process has these files open is the business of
 * {@link DataDirectory}, which is asked before a batch is written and before it is acknowledged.
 * Then every open file must still be the one at its path: writes to a file that was deleted, moved
 * or replaced succeed, and are gone after a restart.
 */
public final class FileBlockStore implements BlockStore {
    private interface Request<T> {
        T run() throws IOException;
    }

    /** Whether the files are still this process's own. */
    public interface Ownership {
        /** Asked on a thread of the disk; throws, or does not return, where they are not. */
        void check() throws IOException;
    }

    private final Path directory;
    private final SegmentList segments;
    private final SerialExecutor disk;
    private final Executor home;
    private final Ownership ownership;
    private final LongConsumer flushed;
    private final Map<Integer, Object> identities = new HashMap<>();
    private final BlockFileRunner open = new BlockFileRunner();

    /** Whether nothing is done, and nobody told, any more. */
    private volatile boolean givenUp;

    /**
     * @param directory that exists
     * @param disk may have many threads
     * @param home runs one thing after the other, never within the call
     * @param ownership checked around every batch that changes files
     */
    public FileBlockStore(Path directory, Executor disk, Executor home, Ownership ownership) {
        this(directory, disk, home, ownership, began -> {});
    }

    /**
     * @param flushed is told after each flush of a file when it began, in nanoseconds
     */
    public FileBlockStore(
            Path directory,
            Executor disk,
            Executor home,
            Ownership ownership,
            LongConsumer flushed) {
        this.directory = directory;
        segments = new SegmentList(directory);
        this.disk = new SerialExecutor(disk);
        this.home = home;
        this.ownership = ownership;
        this.flushed = flushed;
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        submit(() -> found(headBytes), done);
    }

    private List<FoundFile> found(int headBytes) throws IOException {
        List<FoundFile> found = found(directory, headBytes);
        segments.check(found.stream().map(FoundFile::file).toList());
        return found;
    }

    /** The segments of a directory, listed or not. */
    static List<FoundFile> found(Path directory, int headBytes) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        try (DirectoryStream<Path> paths =
                Files.newDirectoryStream(directory, "*" + SegmentList.SUFFIX)) {
            for (Path path : paths) {
                int number = SegmentList.number(path.getFileName().toString());
                if (number >= 0) {
                    found.add(found(number, path, headBytes));
                }
            }
        }
        return found;
    }

    private static FoundFile found(int number, Path path, int headBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] head = new byte[(int) Math.min(headBytes, size)];
            ByteBuffer into = ByteBuffer.wrap(head);
            while (into.hasRemaining() && channel.read(into, into.position()) > 0) {}
            return new FoundFile(number, size, head);
        }
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        submit(
                () -> {
                    add(file, ChannelFile.create(path(file), flushed));
                    PrivateFiles.flush(directory);
                    segments.add(List.of(file));
                    return null;
                },
                done);
    }

    @Override
    public void open(List<Integer> files, Completion<Void, StorageException> done) {
        submit(
                () -> {
                    openAll(files);
                    return null;
                },
                done);
    }

    private void add(int file, ChannelFile opened) throws IOException {
        try {
            identities.put(file, DataDirectory.identity(path(file)));
        } catch (IOException failure) {
            opened.close();
            throw failure;
        }
        open.add(file, opened);
    }

    private List<byte[]> run(List<IoOperation> operations) throws IOException {
        if (operations.stream().allMatch(each -> each instanceof IoOperation.Read)) {
            return open.run(operations);
        }
        check();
        List<byte[]> read = open.run(operations);
        check();
        return read;
    }

    private void check() throws IOException {
        ownership.check();
        for (int file : open.numbers()) {
            if (!stillThere(file)) {
                throw new StorageException(
                        StorageException.Kind.FAILED,
                        path(file)
                                + " was deleted or replaced while it was in use. Export the document"
                                + " before the coordinator is stopped.");
            }
        }
    }

    private boolean stillThere(int file) throws IOException {
        try {
            return Objects.equals(DataDirectory.identity(path(file)), identities.get(file));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private void openAll(List<Integer> files) throws IOException {
        List<Integer> opened = new ArrayList<>();
        try {
            for (int file : files) {
                if (open.isOpen(file)) {
                    throw unavailable("File " + file + " is open already.");
                }
                add(file, ChannelFile.open(path(file), flushed));
                opened.add(file);
            }
        } catch (IOException | RuntimeException failure) {
            opened.forEach(open::close);
            throw failure;
        }
    }

    @Override
    public void close(List<Integer> files, Completion<Void, StorageException> done) {
        submit(
                () -> {
                    files.forEach(open::close);
                    return null;
                },
                done);
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        submit(() -> run(operations), done);
    }

    /** Closes every file that is still open, when all that was asked before has been done. */
    public void closeAll(Runnable done) {
        submit(
                () -> {
                    open.numbers().forEach(open::close);
                    return null;
                },
                Completion.always(
                        () -> {
                            done.run();
                        }));
    }

    /**
     * As {@link #closeAll}, for good, and for those who asked: of what is being done they are not
     * told, and the rest is not done.
     *
     * @param next runs {@code done}
     */
    public void giveUp(Executor next, Runnable done) {
        givenUp = true;
        disk.execute(
                () -> {
                    open.numbers().forEach(open::close);
                    next.execute(done);
                });
    }

    private Path path(int file) {
        return directory.resolve(file + SegmentList.SUFFIX);
    }

    private <T> void submit(Request<T> request, Completion<T, StorageException> done) {
        disk.execute(
                () -> {
                    if (givenUp) {
                        return;
                    }
                    T value;
                    try {
                        value = request.run();
                    } catch (IOException | RuntimeException failure) {
                        StorageException known = known(failure);
                        tell(() -> done.failed(known));
                        return;
                    }
                    tell(() -> done.succeeded(value));
                });
    }

    private void tell(Runnable what) {
        home.execute(
                () -> {
                    if (!givenUp) {
                        what.run();
                    }
                });
    }

    private static StorageException known(Exception failure) {
        if (failure instanceof StorageException storage) {
            return full(storage.getMessage()) ? full() : storage;
        }
        if (failure instanceof NoSuchFileException
                || failure instanceof FileAlreadyExistsException) {
            boolean absent = failure instanceof NoSuchFileException;
            return unavailable(
                    failure.getMessage() + (absent ? " is absent." : " exists already."));
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return full(message) ? full() : new StorageException(StorageException.Kind.FAILED, message);
    }

    private static StorageException full() {
        return new StorageException(
                StorageException.Kind.FULL, "the coordinator's disk has no room.");
    }

    /** The JVM tells it by its words only. */
    private static boolean full(String message) {
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    private static StorageException unavailable(String message) {
        return new StorageException(StorageException.Kind.UNAVAILABLE, message);
    }
}
