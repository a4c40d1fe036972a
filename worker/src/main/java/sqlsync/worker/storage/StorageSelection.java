package sqlsync.worker.storage;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.platform.Completion;
import sqlsync.platform.Promise;

/**
 * Picks the best back end that works: OPFS, else IndexedDB, else memory.
 *
 * <p>A back end is passed over if the browser lacks it, or if it fails and cannot hold documents.
 * If it fails and may hold documents, opening fails: those documents must not seem empty in a back
 * end further down. Documents that were written further down are moved once a better one works.
 */
final class StorageSelection {
    private final String namespace;
    private final String database;
    private final StorageOption opfs;
    private final StorageOption indexedDb;
    private final StorageOption memory;
    private Promise<StorageOption, SqlSyncException> best;

    /**
     * @param database name of ours in IndexedDB
     */
    StorageSelection(
            String namespace,
            String database,
            StorageOption opfs,
            StorageOption indexedDb,
            StorageOption memory) {
        this.namespace = namespace;
        this.database = database;
        this.opfs = opfs;
        this.indexedDb = indexedDb;
        this.memory = memory;
    }

    /** The best option, ready for use. If all failed, the next call tries them again. */
    void best(Completion<StorageOption, SqlSyncException> done) {
        if (best == null || best.failed()) {
            best = new Promise<>();
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
                Completion.of(
                        ignored -> best.succeeded(opfs),
                        failure -> {
                            if (!opfs.isToBlame(failure)) {
                                best.failed(failure);
                                return;
                            }
                            Capabilities.opfsHoldsFiles(
                                    namespace,
                                    holds -> Entry.guard(() -> opfsFailed(failure, holds)));
                        }));
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
                Completion.of(
                        ignored -> best.succeeded(indexedDb),
                        failure -> {
                            if (holds || !indexedDb.isToBlame(failure)) {
                                best.failed(failure);
                            } else {
                                useMemory(
                                        why
                                                + " IndexedDB does not work either: "
                                                + failure.getMessage());
                            }
                        }));
    }

    private void useMemory(String why) {
        memory.setReason(why);
        memory.then(best.after(ready -> best.succeeded(memory)));
    }

    /** OPFS, for a document that wants nothing else. */
    void opfs(Completion<Backend, SqlSyncException> done) {
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
