package sqlsync.worker.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.Entry;
import sqlsync.document.StorageFailures;
import sqlsync.journal.SegmentPool;
import sqlsync.platform.Completion;
import sqlsync.platform.Promise;

/**
 * The back ends that this worker uses: the best one that works, and any other that holds documents.
 *
 * <p>New documents go to the best one unless their page asks for another. A document that is found
 * in another one is moved when it is opened, if its page lets the worker choose.
 */
public final class Backends {
    private static final Completion<Void, SqlSyncException> NOBODY = Completion.always(() -> {});

    private final StorageOption opfs;
    private final StorageOption indexedDb;
    private final StorageOption memory;
    private final StorageSelection selection;
    private final String database;

    /** Whether documents may lie in IndexedDB from before. */
    private Promise<Boolean, SqlSyncException> indexedDbInUse;

    /**
     * @param database name of ours in IndexedDB
     */
    public Backends(
            String namespace,
            String database,
            StorageOption opfs,
            StorageOption indexedDb,
            StorageOption memory) {
        this.opfs = opfs;
        this.indexedDb = indexedDb;
        this.memory = memory;
        this.database = database;
        this.selection = new StorageSelection(namespace, database, opfs, indexedDb, memory);
    }

    /** The back end for a document that is about to be opened. */
    public void forDocument(Placement place, Completion<Backend, SqlSyncException> done) {
        if (!place.imported()) {
            asAsked(place, done);
            return;
        }
        // One that lies elsewhere on this device is in the way, too.
        inUse(
                done.after(
                        all -> {
                            Backend there = having(place.id(), all);
                            if (there == null) {
                                asAsked(place, done);
                            } else {
                                done.succeeded(there);
                            }
                        }));
    }

    private void asAsked(Placement place, Completion<Backend, SqlSyncException> done) {
        switch (place.storage()) {
            case "auto" -> whereItIs(place.id(), done);
            case "opfs" -> selection.opfs(done);
            case "indexeddb" -> indexedDb.then(done);
            case "memory" -> memory.then(done);
            default ->
                    done.failed(
                            new SqlSyncException(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "There is no storage \"" + place.storage() + "\"."));
        }
    }

    /** The back end that has the document; the best one where none has. */
    private void whereItIs(String id, Completion<Backend, SqlSyncException> done) {
        inUse(
                done.after(
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
    void best(Completion<Backend, SqlSyncException> done) {
        selection.best(done.after(option -> option.then(done)));
    }

    /** The back ends in use; the best is the first of them. */
    public void inUse(Completion<List<Backend>, SqlSyncException> done) {
        best(
                done.after(
                        first ->
                                indexedDbInUse(
                                        is -> {
                                            if (is && first != indexedDb.ready()) {
                                                indexedDb.then(
                                                        done.after(
                                                                it ->
                                                                        done.succeeded(
                                                                                ready(first))));
                                            } else {
                                                done.succeeded(ready(first));
                                            }
                                        })));
    }

    private void indexedDbInUse(Consumer<Boolean> told) {
        if (indexedDbInUse == null) {
            indexedDbInUse = new Promise<>();
            Capabilities.hasDatabase(
                    database, there -> Entry.guard(() -> indexedDbInUse.succeeded(there)));
        }
        indexedDbInUse.then(NOBODY.after(told));
    }

    private List<Backend> ready(Backend first) {
        List<Backend> all = new ArrayList<>();
        all.add(first);
        for (StorageOption option : List.of(opfs, indexedDb, memory)) {
            if (option.ready() != null && option.ready() != first) {
                all.add(option.ready());
            }
        }
        return all;
    }

    /**
     * Makes a document that is about to be opened ready for it: one that lies in a lower back end
     * than the best is moved up, and a move that was interrupted is finished. Where moving fails,
     * the document stays where it is.
     *
     * @param chosen what {@link #forDocument} has said
     */
    public void bringUp(
            Placement place, Backend chosen, Completion<Backend, SqlSyncException> done) {
        if (!chosen.durable()) {
            done.succeeded(chosen);
            return;
        }
        inUse(
                done.after(
                        all -> {
                            Backend better = all.get(0);
                            Backend lower = lower(place.id(), all);
                            boolean begun = lower != null && shared(place.id(), better, lower);
                            if (begun || lower == chosen && place.storage().equals("auto")) {
                                moveUp(place.id(), lower, better, done);
                            } else {
                                done.succeeded(chosen);
                            }
                        }));
    }

    /** The durable back end below the best that has a document which may move; or null. */
    private static Backend lower(String id, List<Backend> all) {
        SegmentPool better = all.get(0).services().pool();
        for (Backend each : all.subList(1, all.size())) {
            SegmentPool pool = each.services().pool();
            if (each.durable() && pool.has(id) && (!better.has(id) || better.sharesLog(id, pool))) {
                return each;
            }
        }
        return null;
    }

    private static boolean shared(String id, Backend better, Backend lower) {
        return better.services().pool().sharesLog(id, lower.services().pool());
    }

    private static void moveUp(
            String id, Backend lower, Backend better, Completion<Backend, SqlSyncException> done) {
        better.services()
                .pool()
                .moveHere(
                        id,
                        lower.services().pool(),
                        Completion.of(
                                ignored -> done.succeeded(better),
                                ignored -> done.succeeded(lower)));
    }

    /** Deletes a document that is not open from all back ends in use. */
    public void delete(String id, Completion<Void, SqlSyncException> done) {
        inUse(done.after(all -> deleteFrom(all, 0, id, done)));
    }

    private static void deleteFrom(
            List<Backend> all, int next, String id, Completion<Void, SqlSyncException> done) {
        if (next == all.size()) {
            done.succeeded(null);
            return;
        }
        Completion<Void, SqlSyncException> deleted =
                done.after(nothing -> deleteFrom(all, next + 1, id, done));
        all.get(next).services().pool().delete(id, deleted.describing(StorageFailures::describe));
    }
}
