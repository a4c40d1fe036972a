package sqlsync.document.device;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.MalformedException;
import sqlsync.document.DocumentServices;
import sqlsync.document.Migrations;
import sqlsync.document.MutationRunner;
import sqlsync.document.Outcome;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.TimeLimit;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * Builds the next view of a document, in slices, while readers keep the previous one.
 *
 * <p>Order of the steps: optimistic pages are dropped; new layers are applied to the base; missing
 * migrations run; pending mutations run again, a slice at a time, until all have run; the view is
 * published at once. A mutation that fails now is parked: it stays in the timeline, and the next
 * rebase tries it again.
 *
 * <p>States: idle, or running. {@link #finish} runs the rest at once, {@link #abandon} ends a run
 * without publishing. A batch that was taken back ({@link #startsOver}) begins the run again from
 * the base.
 */
final class Rebase {
    /** What a rebase works for. */
    interface Owner {
        Reducer reducer();

        /** A layer was put on the pages, which show nothing else. */
        void applied(ReceivedLayer layer);

        /** All layers were put on the pages. */
        void basePrepared();

        /**
         * Readers see the new view.
         *
         * @param settled mutations that are not pending any more
         * @param failure why the view has no pending mutations, or null
         */
        void published(List<Unsettled> settled, SqlSyncException failure);
    }

    /** After so many mutations, or milliseconds, others get their turn. */
    static final int SLICE_MUTATIONS = 128;

    static final int SLICE_MILLIS = 8;

    private final String id;
    private final DocumentServices services;
    private final Pages pages;
    private final SyncedBase base;
    private final UnsettledMutations mutations;
    private final DeviceNotes notes;
    private final MutationRunner runner;
    private final Connection writer;
    private final Owner owner;

    private List<Unsettled> settled = new ArrayList<>();
    private SqlSyncException failure;
    private int next;
    private int generation;
    private boolean running;
    private int rebases;
    private long replayed;

    Rebase(
            SyncedState state,
            DocumentServices services,
            MutationRunner runner,
            Connection writer,
            Owner owner) {
        this.id = state.id();
        this.services = services;
        this.pages = state.pages();
        this.base = state.base();
        this.mutations = state.mutations();
        this.notes = state.notes();
        this.runner = runner;
        this.writer = writer;
        this.owner = owner;
    }

    boolean running() {
        return running;
    }

    /**
     * Begins one, in place of the one that is under way.
     *
     * @param layers on disk, in order
     * @param fromNothing whether what is here is of another line of history
     */
    void start(List<ReceivedLayer> layers, boolean fromNothing) {
        generation++;
        running = true;
        rebases++;
        next = 0;
        failure = null;
        pages.holdReaders();
        pages.revert();
        if (fromNothing) {
            base.clear();
        }
        try {
            for (ReceivedLayer layer : layers) {
                base.apply(layer);
                owner.applied(layer);
            }
        } catch (MalformedException malformed) {
            failure =
                    new SqlSyncException(
                            ErrorCode.STORAGE_CORRUPT,
                            "A layer of the coordinator does not fit: " + malformed.getMessage());
        }
        owner.basePrepared();
        settled.addAll(mutations.removeUpTo(base.settled()));
        migrate();
        slice();
    }

    private void migrate() {
        if (failure != null) {
            return;
        }
        try {
            Migrations.run(
                    runner,
                    writer,
                    owner.reducer(),
                    id,
                    services.clock().now(),
                    pages.pageCount() == 0);
        } catch (SqlSyncException thrown) {
            failure = thrown;
        }
    }

    private void slice() {
        int left = SLICE_MUTATIONS;
        long begun = services.clock().now();
        while (next < mutations.size()) {
            if (left-- == 0 || services.clock().now() - begun >= SLICE_MILLIS) {
                int current = generation;
                services.timers()
                        .after(
                                0,
                                () -> {
                                    if (running && current == generation) {
                                        slice();
                                    }
                                });
                return;
            }
            replay(mutations.all().get(next++));
        }
        publish();
    }

    private void replay(Unsettled each) {
        replayed++;
        each.parked = failure != null || !succeeds(owner.reducer(), each.mutation);
    }

    private boolean succeeds(Reducer reducer, Mutation mutation) {
        return mutation.schemaVersion() <= reducer.schemaVersion()
                && runner.run(reducer, mutation, TimeLimit.MUTATION_MILLIS_MAX)
                        instanceof Outcome.Accepted;
    }

    /** Runs what is left of it at once. */
    void finish() {
        while (running && next < mutations.size()) {
            replay(mutations.all().get(next++));
        }
        if (running) {
            publish();
        }
    }

    /**
     * The layers that settled mutations are of another line of history than those to come, which do
     * not settle them again.
     */
    void startsOver() {
        finish();
        settled.addAll(mutations.removeUpTo(notes.durable().settled()));
    }

    private void publish() {
        running = false;
        generation++;
        List<Unsettled> told = settled;
        settled = new ArrayList<>();
        pages.releaseReaders();
        owner.published(told, failure);
    }

    /** It will not end: its SQLite is gone. */
    void abandon() {
        running = false;
        generation++;
    }

    int rebases() {
        return rebases;
    }

    long replayed() {
        return replayed;
    }
}
