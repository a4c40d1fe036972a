package sqlsync.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What one process sees of a {@link FaultyDisk}. */
public final class FaultyBlockStore implements BlockStore {
    private final FaultyDisk disk;
    private final Timers timers;
    private final BlockFileRunner open = new BlockFileRunner();

    public FaultyBlockStore(FaultyDisk disk, Timers timers) {
        this.disk = disk;
        this.timers = timers;
    }

    /** Files that are open: none should be when a test ends. */
    public List<Integer> openFiles() {
        return open.numbers();
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        answer(
                done,
                () -> {
                    requireNoFault();
                    List<FoundFile> found = new ArrayList<>();
                    for (Map.Entry<Integer, FaultyFile> entry : disk.files.entrySet()) {
                        byte[] all = entry.getValue().contents();
                        byte[] head = new byte[Math.min(headBytes, all.length)];
                        System.arraycopy(all, 0, head, 0, head.length);
                        found.add(new FoundFile(entry.getKey(), all.length, head));
                    }
                    return found;
                });
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    requireNoFault();
                    if (disk.files.containsKey(file)) {
                        throw new StorageException(
                                StorageException.Kind.FAILED, "File " + file + " exists.");
                    }
                    FaultyFile created = new FaultyFile(disk);
                    disk.files.put(file, created);
                    open.add(file, created);
                    return null;
                });
    }

    @Override
    public void open(List<Integer> wanted, Completion<Void, StorageException> done) {
        answer(
                done,
                () -> {
                    requireNoFault();
                    for (int file : wanted) {
                        if (!disk.files.containsKey(file) || open.isOpen(file)) {
                            throw new StorageException(
                                    StorageException.Kind.UNAVAILABLE,
                                    "File " + file + " is absent or open.");
                        }
                    }
                    for (int file : wanted) {
                        open.add(file, disk.files.get(file));
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

    private void requireNoFault() {
        Fault fault = disk.next();
        if (fault == Fault.POWER_CUT_HALFWAY) {
            throw new PowerCut();
        }
        if (fault != null) {
            throw new StorageException(StorageException.Kind.FAILED, "failed on purpose");
        }
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
