package sqlsync.worker;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.StorageFailures;

/**
 * The ladder of back ends: the origin's private file system, IndexedDB, memory. Documents go to the
 * highest that works here, unless they say where to; only what a browser lacks makes a document go
 * lower, never what fails: it would seem empty there.
 */
final class Backends {
    private final Rung opfs;
    private final Rung indexedDb;
    private final Rung memory;
    private final Eventually<Rung> best = new Eventually<>();

    /** Whether documents lie in IndexedDB from before, or because somebody wanted them there. */
    private boolean indexedDbInUse;

    Backends(Rung opfs, Rung indexedDb, Rung memory) {
        this.opfs = opfs;
        this.indexedDb = indexedDb;
        this.memory = memory;
    }

    /**
     * Finds out what this browser has.
     *
     * @param database name of ours in IndexedDB
     */
    void explore(String database) {
        Capabilities.opfs(lacking -> Entry.guard(() -> explored(database, lacking)));
    }

    private void explored(String database, String lacking) {
        if (lacking == null) {
            Capabilities.hasDatabase(
                    database,
                    there ->
                            Entry.guard(
                                    () -> {
                                        indexedDbInUse = there;
                                        best.succeeded(opfs);
                                    }));
        } else if (Capabilities.indexedDb()) {
            indexedDb.setReason(lacking);
            best.succeeded(indexedDb);
        } else {
            memory.setReason(lacking + " IndexedDB is not there either.");
            best.succeeded(memory);
        }
    }

    /** The back end for a document that is opened like this. */
    void forDocument(OpenOrder order, DocumentCompletion<Backend> done) {
        if (order.file() == null) {
            asOrdered(order, done);
            return;
        }
        // One that lies elsewhere on this device is in the way, too.
        inUse(
                Continuation.of(
                        done,
                        all -> {
                            Backend there = having(order.id(), all);
                            if (there == null) {
                                asOrdered(order, done);
                            } else {
                                done.succeeded(there);
                            }
                        }));
    }

    private void asOrdered(OpenOrder order, DocumentCompletion<Backend> done) {
        switch (order.storage()) {
            case "auto" -> whereItIs(order.id(), done);
            case "opfs" -> opfs.then(done);
            case "indexeddb" -> indexedDb.then(done);
            case "memory" -> memory.then(done);
            default ->
                    done.failed(
                            new SqlSyncException(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "There is no storage \"" + order.storage() + "\"."));
        }
    }

    /** The back end that has the document; the best one where none has. */
    private void whereItIs(String id, DocumentCompletion<Backend> done) {
        inUse(
                Continuation.of(
                        done,
                        all -> {
                            Backend there = having(id, all);
                            done.succeeded(there == null ? all.get(0) : there);
                        }));
    }

    private static Backend having(String id, List<Backend> all) {
        for (Backend each : all) {
            if (each.services().pool().has(id)) {
                return each;
            }
        }
        return null;
    }

    /** The best back end there is. */
    void best(DocumentCompletion<Backend> done) {
        best.then(Continuation.of(done, rung -> rung.then(done)));
    }

    /** The back ends in use; the best is the first of them. */
    void inUse(DocumentCompletion<List<Backend>> done) {
        best(
                Continuation.of(
                        done,
                        first -> {
                            if (indexedDbInUse) {
                                indexedDb.then(
                                        Continuation.of(done, it -> done.succeeded(ready(first))));
                            } else {
                                done.succeeded(ready(first));
                            }
                        }));
    }

    private List<Backend> ready(Backend first) {
        List<Backend> all = new ArrayList<>();
        all.add(first);
        for (Rung rung : List.of(opfs, indexedDb, memory)) {
            if (rung.ready() != null && rung.ready() != first) {
                all.add(rung.ready());
            }
        }
        return all;
    }

    /** Deletes a document that is not open from all back ends in use. */
    void delete(String id, DocumentCompletion<Void> done) {
        inUse(Continuation.of(done, all -> deleteFrom(all, 0, id, done)));
    }

    private static void deleteFrom(
            List<Backend> all, int next, String id, DocumentCompletion<Void> done) {
        if (next == all.size()) {
            done.succeeded(null);
            return;
        }
        DocumentCompletion<Void> deleted =
                Continuation.of(done, nothing -> deleteFrom(all, next + 1, id, done));
        all.get(next).services().pool().delete(id, StorageFailures.described(deleted));
    }
}
