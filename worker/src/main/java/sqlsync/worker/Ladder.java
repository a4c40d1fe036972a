package sqlsync.worker;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.document.DocumentCompletion;

/**
 * Finds the best rung that can be stood on. A rung is left out where the browser lacks it, or where
 * it fails and nothing can be on it: documents that lie there must not seem to be empty ones on a
 * lower rung. What is written lower goes up when a better rung is found to hold.
 */
final class Ladder {
    private final String namespace;
    private final String database;
    private final Rung opfs;
    private final Rung indexedDb;
    private final Rung memory;
    private Eventually<Rung> best;

    /**
     * @param database name of ours in IndexedDB
     */
    Ladder(String namespace, String database, Rung opfs, Rung indexedDb, Rung memory) {
        this.namespace = namespace;
        this.database = database;
        this.opfs = opfs;
        this.indexedDb = indexedDb;
        this.memory = memory;
    }

    /** The best rung, which is ready then. Tried again when it is wanted again, where all fail. */
    void best(DocumentCompletion<Rung> done) {
        if (best == null || best.failed()) {
            best = new Eventually<>();
            Capabilities.opfs(lacking -> Entry.guard(() -> tryOpfs(lacking)));
        }
        best.then(done);
    }

    private void tryOpfs(String lacking) {
        if (lacking != null) {
            tryIndexedDb(lacking);
            return;
        }
        opfs.then(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Backend there) {
                        best.succeeded(opfs);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        if (!opfs.isToBlame(failure)) {
                            best.failed(failure);
                            return;
                        }
                        Capabilities.opfsHoldsFiles(
                                namespace, holds -> Entry.guard(() -> opfsFailed(failure, holds)));
                    }
                });
    }

    private void opfsFailed(SqlSyncException failure, boolean holds) {
        if (holds) {
            best.failed(failure);
        } else {
            tryIndexedDb(
                    "The private file system (OPFS) does not work here: " + failure.getMessage());
        }
    }

    private void tryIndexedDb(String why) {
        if (!Capabilities.indexedDb()) {
            useMemory(why + " IndexedDB is not there either.");
            return;
        }
        indexedDb.setReason(why);
        Capabilities.hasDatabase(database, there -> Entry.guard(() -> tryDatabase(why, there)));
    }

    /**
     * @param holds whether documents may be in it
     */
    private void tryDatabase(String why, boolean holds) {
        indexedDb.then(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Backend there) {
                        best.succeeded(indexedDb);
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        if (holds || !indexedDb.isToBlame(failure)) {
                            best.failed(failure);
                        } else {
                            useMemory(
                                    why
                                            + " IndexedDB does not work either: "
                                            + failure.getMessage());
                        }
                    }
                });
    }

    private void useMemory(String why) {
        memory.setReason(why);
        memory.then(Continuation.of(best, ready -> best.succeeded(memory)));
    }

    /** OPFS, for a document that wants nothing else. */
    void opfs(DocumentCompletion<Backend> done) {
        Capabilities.opfs(
                lacking ->
                        Entry.guard(
                                () -> {
                                    if (lacking == null) {
                                        opfs.then(done);
                                    } else {
                                        done.failed(
                                                new SqlSyncException(
                                                        ErrorCode.STORAGE_UNAVAILABLE, lacking));
                                    }
                                }));
    }
}
