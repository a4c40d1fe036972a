package sqlsync.platform;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The files of one directory, on the JVM. */
public final class FileBlockStore implements BlockStore {
    private static final String SUFFIX = ".segment";

    private final File directory;
    private final Timers timers;
    private final BlockFileRunner open = new BlockFileRunner();

    public FileBlockStore(File directory, Timers timers) {
        this.directory = directory;
        this.timers = timers;
    }

    private File path(int file) {
        return new File(directory, file + SUFFIX);
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        answer(
                done,
                () -> {
                    List<FoundFile> found = new ArrayList<>();
                    String[] names = directory.list((parent, name) -> name.endsWith(SUFFIX));
                    for (String name : names == null ? new String[0] : names) {
                        int number =
                                Integer.parseInt(
                                        name.substring(0, name.length() - SUFFIX.length()));
                        OpenFile file = new OpenFile(path(number));
                        byte[] head = new byte[(int) Math.min(headBytes, file.size())];
                        file.read(0, head, 0, head.length);
                        found.add(new FoundFile(number, file.size(), head));
                        file.close();
                    }
                    return found;
                });
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    if (path(file).exists()) {
                        throw new StorageException(
                                StorageException.Kind.FAILED, "File " + file + " exists.");
                    }
                    open.add(file, new OpenFile(path(file)));
                    return null;
                });
    }

    @Override
    public void open(List<Integer> wanted, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    for (int file : wanted) {
                        if (!path(file).exists() || open.isOpen(file)) {
                            throw new StorageException(
                                    StorageException.Kind.UNAVAILABLE,
                                    "File " + file + " is absent or open.");
                        }
                    }
                    for (int file : wanted) {
                        open.add(file, new OpenFile(path(file)));
                    }
                    return null;
                });
    }

    @Override
    public void close(List<Integer> unwanted, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    unwanted.forEach(open::close);
                    return null;
                });
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        answer(done, () -> open.run(operations));
    }

    private <T> void answer(Completion<T, StorageException> done, Supplier<T> request) {
        T value;
        try {
            value = request.get();
        } catch (StorageException failure) {
            timers.soon(() -> done.failed(failure));
            return;
        } catch (RuntimeException failure) {
            StorageException known =
                    new StorageException(StorageException.Kind.FAILED, failure.getMessage());
            timers.soon(() -> done.failed(known));
            return;
        }
        timers.soon(() -> done.succeeded(value));
    }

    private static final class OpenFile implements BlockFile {
        private final RandomAccessFile file;

        OpenFile(File path) {
            try {
                file = new RandomAccessFile(path, "rw");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public long size() {
            try {
                return file.length();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) {
            try {
                file.seek(position);
                return length == 0 ? 0 : Math.max(0, file.read(to, offset, length));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public int write(long position, byte[] from, int offset, int length) {
            try {
                file.seek(position);
                file.write(from, offset, length);
                return length;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void truncate(long size) {
            try {
                file.setLength(size);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void flush() {
            try {
                file.getFD().sync();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
