package sqlsync.simulation;

import java.util.function.Consumer;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.Randomness;
import sqlsync.platform.StorageException;

/** How a process begins with its disk. */
final class Pools {
    private Pools() {}

    static void open(
            BlockStore store,
            Randomness bits,
            JournalLimits limits,
            Consumer<SegmentPool> then,
            Runnable failed) {
        SegmentPool.open(
                store,
                bits,
                limits,
                new Completion<>() {
                    @Override
                    public void succeeded(SegmentPool pool) {
                        then.accept(pool);
                    }

                    @Override
                    public void failed(StorageException failure) {
                        failed.run();
                    }
                });
    }
}
