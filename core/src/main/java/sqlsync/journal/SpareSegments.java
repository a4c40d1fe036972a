package sqlsync.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;

/**
 * Segments that are free. Some are made ahead of time, so that no commit waits for the making of a
 * file, and a name had time to reach the disk before data depends on it.
 */
final class SpareSegments {
    private final BlockStore store;
    private final int wanted;
    private final Deque<Spare> spares = new ArrayDeque<>();

    /** Files that were read as free, from a cache perhaps; after a crash they may be another's. */
    private final Set<Integer> unproven = new HashSet<>();

    private int nextFile;
    private boolean creating;

    SpareSegments(BlockStore store, int wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /** Takes note of a file that is there, whoever it belongs to. */
    void seen(int file) {
        nextFile = Math.max(nextFile, file + 1);
    }

    /** Takes note of a segment that was found free. */
    void found(Spare spare) {
        spares.add(spare);
        unproven.add(spare.file());
    }

    /** Whether there are more than are kept at the ready; the surplus may as well be short. */
    boolean abound() {
        return spares.size() >= wanted;
    }

    int count() {
        return spares.size();
    }

    /** Gives out a spare segment, its file open. */
    void take(Completion<Spare, StorageException> done) {
        Spare spare = spares.poll();
        if (spare == null) {
            create(done);
            return;
        }
        prove(
                List.of(spare),
                Completion.of(
                        ignored -> {
                            done.succeeded(spare);
                            replenish();
                        },
                        failure -> {
                            spares.add(spare);
                            done.failed(failure);
                        }));
    }

    private void create(Completion<Spare, StorageException> done) {
        int file = nextFile++;
        store.create(
                file,
                done.after(
                        ignored -> {
                            done.succeeded(new Spare(file, -1, 0));
                            replenish();
                        }));
    }

    /**
     * Makes sure that all spare segments are free on disk, too; tells from within this call where
     * they are known to be.
     */
    void proveAll(Completion<Void, StorageException> done) {
        List<Spare> all = new ArrayList<>();
        for (Spare spare : spares) {
            if (unproven.contains(spare.file())) {
                all.add(spare);
            }
        }
        if (all.isEmpty()) {
            done.succeeded(null);
            return;
        }
        spares.removeAll(all);
        prove(
                all,
                Completion.of(
                        ignored ->
                                store.close(
                                        files(all),
                                        Completion.always(
                                                () -> {
                                                    spares.addAll(all);
                                                    done.succeeded(null);
                                                })),
                        failure -> {
                            spares.addAll(all);
                            done.failed(failure);
                        }));
    }

    /** Opens files and flushes those that have to be; at a failure none is left open. */
    private void prove(List<Spare> opened, Completion<Void, StorageException> done) {
        List<Integer> files = files(opened);
        List<IoOperation> flushes = new ArrayList<>();
        for (int file : files) {
            if (unproven.contains(file)) {
                flushes.add(new IoOperation.Flush(file));
            }
        }
        store.open(
                files,
                done.after(
                        ignored -> {
                            if (flushes.isEmpty()) {
                                done.succeeded(null);
                            } else {
                                store.submit(flushes, proven(files, done));
                            }
                        }));
    }

    private Completion<List<byte[]>, StorageException> proven(
            List<Integer> files, Completion<Void, StorageException> done) {
        return Completion.of(
                ignored -> {
                    unproven.removeAll(files);
                    done.succeeded(null);
                },
                failure -> store.close(files, Completion.always(() -> done.failed(failure))));
    }

    private static List<Integer> files(List<Spare> of) {
        List<Integer> files = new ArrayList<>();
        of.forEach(spare -> files.add(spare.file()));
        return files;
    }

    /** Takes back a segment that is free on disk, its file open. */
    void giveBack(Spare spare) {
        store.close(
                List.of(spare.file()), Completion.of(ignored -> spares.add(spare), failure -> {}));
    }

    /** Makes spare segments until there are enough; gives up, until asked again, at a failure. */
    void replenish() {
        if (creating || abound()) {
            return;
        }
        creating = true;
        int file = nextFile++;
        store.create(
                file, Completion.of(ignored -> closeCreated(file), failure -> creating = false));
    }

    private void closeCreated(int file) {
        store.close(
                List.of(file),
                Completion.of(
                        ignored -> {
                            spares.add(new Spare(file, -1, 0));
                            creating = false;
                            replenish();
                        },
                        (StorageException failure) -> creating = false));
    }
}
