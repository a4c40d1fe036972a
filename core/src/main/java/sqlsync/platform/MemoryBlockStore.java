package sqlsync.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Files in memory, gone with the process: for {@code storage: "memory"}, and for tests. */
public final class MemoryBlockStore implements BlockStore {
    private final Timers timers;
    private final Map<Integer, MemoryBlockFile> files = new HashMap<>();
    private final BlockFileRunner open = new BlockFileRunner();

    /**
     * @param timers tells completions, soon
     */
    public MemoryBlockStore(Timers timers) {
        this.timers = timers;
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        answer(
                done,
                () -> {
                    List<FoundFile> found = new ArrayList<>();
                    for (Map.Entry<Integer, MemoryBlockFile> entry : files.entrySet()) {
                        MemoryBlockFile file = entry.getValue();
                        byte[] head = new byte[(int) Math.min(headBytes, file.size())];
                        file.read(0, head, 0, head.length);
                        found.add(new FoundFile(entry.getKey(), file.size(), head));
                    }
                    return found;
                });
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    if (files.containsKey(file)) {
                        throw new StorageException(
                                StorageException.Kind.FAILED, "File " + file + " exists.");
                    }
                    MemoryBlockFile created = new MemoryBlockFile();
                    files.put(file, created);
                    open.add(file, created);
                    return null;
                });
    }

    @Override
    public void open(List<Integer> wanted, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    for (int file : wanted) {
                        if (!files.containsKey(file) || open.isOpen(file)) {
                            throw new StorageException(
                                    StorageException.Kind.UNAVAILABLE,
                                    "File " + file + " is absent or open.");
                        }
                    }
                    for (int file : wanted) {
                        open.add(file, files.get(file));
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
        }
        timers.soon(() -> done.succeeded(value));
    }
}
