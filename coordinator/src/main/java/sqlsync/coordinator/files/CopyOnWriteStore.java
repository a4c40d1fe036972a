package sqlsync.coordinator.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import sqlsync.platform.BlockFileRunner;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * The segments of a directory, to be looked at: nothing on disk changes, whatever is written here.
 * Everything happens on the caller's thread; {@link #settle} tells what requests came to.
 */
public final class CopyOnWriteStore implements BlockStore, AutoCloseable {
    private interface Request<T> {
        T run() throws IOException;
    }

    private final Path directory;
    private final Queue<Runnable> answers = new ArrayDeque<>();
    private final BlockFileRunner open = new BlockFileRunner();

    public CopyOnWriteStore(Path directory) {
        this.directory = directory;
    }

    /** Answers what was asked, and what that asks, until nothing is under way. */
    public void settle() {
        while (!answers.isEmpty()) {
            answers.remove().run();
        }
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        answer(
                () -> {
                    List<FoundFile> found = FileBlockStore.found(directory, headBytes);
                    new SegmentList(directory)
                            .requireAll(found.stream().map(FoundFile::file).toList());
                    return found;
                },
                done);
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        answer(
                () -> {
                    open.add(file, new CopyOnWriteFile(null));
                    return null;
                },
                done);
    }

    @Override
    public void open(List<Integer> files, Completion<Void, StorageException> done) {
        answer(
                () -> {
                    for (int file : files) {
                        Path path = directory.resolve(file + SegmentList.SUFFIX);
                        open.add(file, new CopyOnWriteFile(ChannelFile.openToRead(path)));
                    }
                    return null;
                },
                done);
    }

    @Override
    public void close(List<Integer> files, Completion<Void, StorageException> done) {
        answer(
                () -> {
                    files.forEach(open::close);
                    return null;
                },
                done);
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        answer(() -> open.run(operations), done);
    }

    private <T> void answer(Request<T> request, Completion<T, StorageException> done) {
        T value;
        try {
            value = request.run();
        } catch (StorageException failure) {
            answers.add(() -> done.failed(failure));
            return;
        } catch (IOException | RuntimeException failure) {
            StorageException unusable =
                    new StorageException(
                            StorageException.Kind.FAILED,
                            Files.exists(directory) ? String.valueOf(failure) : "it is gone.");
            answers.add(() -> done.failed(unusable));
            return;
        }
        answers.add(() -> done.succeeded(value));
    }

    @Override
    public void close() {
        open.numbers().forEach(open::close);
    }
}
