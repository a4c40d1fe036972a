package sqlsync.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * Segments that are free. Some are made ahead of time, so that no commit waits for the making of a
 * file, and a name had time to reach the disk before data depends on it.
 */
final class SpareSegments {
    private final BlockStore store;
    private final int wanted;
    private final Deque<Spare> spares = new ArrayDeque<>();
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

    void add(Spare spare) {
        spares.add(spare);
    }

    /** Whether there are more than are kept at the ready; the surplus may as well be short. */
    boolean abound() {
        return spares.size() >= wanted;
    }

    int count() {
        return spares.size();
    }

    /** Gives out a spare segment, its file open. */
    void take(Completion<Spare> done) {
        Spare spare = spares.poll();
        if (spare == null) {
            int file = nextFile++;
            store.create(
                    file,
                    Then.of(
                            ignored -> {
                                done.succeeded(new Spare(file, -1, 0));
                                replenish();
                            },
                            done::failed));
            return;
        }
        store.open(
                List.of(spare.file()),
                Then.of(
                        ignored -> {
                            done.succeeded(spare);
                            replenish();
                        },
                        failure -> {
                            spares.add(spare);
                            done.failed(failure);
                        }));
    }

    /** Takes back a segment that is free on disk, its file open. */
    void giveBack(Spare spare) {
        store.close(List.of(spare.file()), Then.of(ignored -> spares.add(spare), failure -> {}));
    }

    /** Makes spare segments until there are enough; gives up, until asked again, at a failure. */
    void replenish() {
        if (creating || abound()) {
            return;
        }
        creating = true;
        int file = nextFile++;
        store.create(file, Then.of(ignored -> closeCreated(file), failure -> creating = false));
    }

    private void closeCreated(int file) {
        store.close(
                List.of(file),
                Then.of(
                        ignored -> {
                            spares.add(new Spare(file, -1, 0));
                            creating = false;
                            replenish();
                        },
                        (StorageException failure) -> creating = false));
    }
}
