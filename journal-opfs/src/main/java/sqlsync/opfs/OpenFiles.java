package sqlsync.opfs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import sqlsync.platform.BlockFile;
import sqlsync.platform.BlockFileRunner;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/** The files that this host holds, by number. One operation at a time. */
final class OpenFiles {
    private static final Completion<Void, StorageException> NOBODY = Completion.always(() -> {});

    private final OpfsDirectory directory;
    private final BlockFileRunner files = new BlockFileRunner();

    OpenFiles(OpfsDirectory directory) {
        this.directory = directory;
    }

    /** Runs a batch, and brings what its reads read. */
    List<byte[]> run(List<IoOperation> operations) {
        return files.run(operations);
    }

    /** Makes a file, or empties the one that an earlier host made. */
    void create(int number, Completion<Void, StorageException> done) {
        open(
                List.of(number),
                true,
                done.after(
                        ignored -> {
                            try {
                                files.run(List.of(new IoOperation.Truncate(number, 0)));
                            } catch (StorageException e) {
                                close(List.of(number), NOBODY);
                                done.failed(e);
                                return;
                            }
                            done.succeeded(null);
                        }));
    }

    /** Opens all of these or none. */
    void open(List<Integer> numbers, boolean create, Completion<Void, StorageException> done) {
        List<Integer> missing = new ArrayList<>();
        for (int number : numbers) {
            if (!files.isOpen(number)) {
                missing.add(number);
            }
        }
        openNext(missing, 0, create, done);
    }

    private void openNext(
            List<Integer> numbers,
            int next,
            boolean create,
            Completion<Void, StorageException> done) {
        if (next == numbers.size()) {
            done.succeeded(null);
            return;
        }
        int number = numbers.get(next);
        directory.open(
                number,
                create,
                Completion.of(
                        file -> {
                            files.add(number, file);
                            openNext(numbers, next + 1, create, done);
                        },
                        failure -> {
                            close(numbers.subList(0, next), NOBODY);
                            done.failed(failure);
                        }));
    }

    /** Closes those of these that are open; the first failure is told after all were closed. */
    void close(List<Integer> numbers, Completion<Void, StorageException> done) {
        StorageException first = null;
        for (int number : numbers) {
            try {
                files.close(number);
            } catch (StorageException e) {
                first = first == null ? e : first;
            }
        }
        if (first == null) {
            done.succeeded(null);
        } else {
            done.failed(first);
        }
    }

    void closeAll() {
        close(files.numbers(), NOBODY);
    }

    /** Looks into every file under an exclusive handle: whoever wrote before writes no more. */
    void scan(int headBytes, Completion<List<BlockStore.FoundFile>, StorageException> done) {
        directory.list(
                done.after(
                        numbers -> {
                            Collections.sort(numbers);
                            List<BlockStore.FoundFile> found = new ArrayList<>();
                            if (numbers.isEmpty()) {
                                probe(found, done);
                            } else {
                                scanNext(numbers, 0, headBytes, found, done);
                            }
                        }));
    }

    private void probe(
            List<BlockStore.FoundFile> none,
            Completion<List<BlockStore.FoundFile>, StorageException> done) {
        directory.probe(done.after(ignored -> done.succeeded(none)));
    }

    private void scanNext(
            List<Integer> numbers,
            int next,
            int headBytes,
            List<BlockStore.FoundFile> found,
            Completion<List<BlockStore.FoundFile>, StorageException> done) {
        if (next == numbers.size()) {
            done.succeeded(found);
            return;
        }
        int number = numbers.get(next);
        if (files.isOpen(number)) {
            BlockFile file = files.remove(number);
            files.add(number, file);
            add(number, file, headBytes, found);
            scanNext(numbers, next + 1, headBytes, found, done);
            return;
        }
        directory.open(
                number,
                false,
                done.after(
                        file -> {
                            try {
                                add(number, file, headBytes, found);
                                file.close();
                            } catch (StorageException e) {
                                done.failed(e);
                                return;
                            }
                            scanNext(numbers, next + 1, headBytes, found, done);
                        }));
    }

    private static void add(
            int number, BlockFile file, int headBytes, List<BlockStore.FoundFile> found) {
        long size = file.size();
        byte[] head = new byte[(int) Math.min(size, headBytes)];
        int count = file.read(0, head, 0, head.length);
        if (count != head.length) {
            throw new StorageException(
                    StorageException.Kind.FAILED,
                    "File " + number + " has " + size + " bytes, but only " + count + " came.");
        }
        found.add(new BlockStore.FoundFile(number, size, head));
    }
}
