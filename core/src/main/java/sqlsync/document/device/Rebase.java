package sqlsync.document.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * Builds the next view of a document, in slices, while readers keep the previous one. When it does
 * so is {@link SyncedView}'s matter.
 *
 * <p>Order of the steps: optimistic pages are dropped; new layers are applied to the base; missing
 * migrations run; pending mutations run again, a slice at a time, until all have run; the view is
 * published at once. A mutation that fails now is parked: it stays in the timeline, and the next
 * rebase tries it again.
 *
 * <p>One that is begun while another is under way takes its place: it starts from the base again.
 */
final class Rebase {
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
    private final Supplier<Reducer> reducer;

    private List<Unsettled> settled = new ArrayList<>();
    private SqlSyncException failure;
    private int next;
    private int rebases;
    private long replayed;

    /**
     * @param reducer the newest one
     */
    Rebase(
            SyncedState recovered,
            DocumentServices services,
            MutationRunner runner,
            Connection writer,
            Supplier<Reducer> reducer) {
        this.id = recovered.id();
        this.services = services;
        this.pages = recovered.pages();
        this.base = recovered.base();
        this.mutations = recovered.mutations();
        this.notes = recovered.notes();
        this.runner = runner;
        this.writer = writer;
        this.reducer = reducer;
    }

    /**
     * Begins one, in place of the one that is under way: puts layers on the pages, which show
     * nothing else then. {@link #migrate} comes next.
     *
     * @param layers on disk, in order
     * @param fromNothing whether what is here is of another line of history
     * @param applied called with each layer after it was put on the pages
     */
    void begin(List<ReceivedLayer> layers, boolean fromNothing, Consumer<ReceivedLayer> applied) {
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
                applied.accept(layer);
            }
        } catch (MalformedException malformed) {
            failure =
                    new SqlSyncException(
                            ErrorCode.STORAGE_CORRUPT,
                            "A layer of the coordinator does not fit: " + malformed.getMessage());
        }
    }

    /** Runs the migrations that the pages lack. {@link #slice} comes next. */
    void migrate() {
        settled.addAll(mutations.removeUpTo(base.settled()));
        if (failure != null) {
            return;
        }
        try {
            Migrations.run(
                    runner,
                    writer,
                    reducer.get(),
                    id,
                    services.clock().now(),
                    pages.pageCount() == 0);
        } catch (SqlSyncException thrown) {
            failure = thrown;
        }
    }

    /** Runs some pending mutations again. Returns whether all have run. */
    boolean slice() {
        long begun = services.clock().now();
        for (int left = SLICE_MUTATIONS; next < mutations.size(); left--) {
            if (left == 0 || services.clock().now() - begun >= SLICE_MILLIS) {
                return false;
            }
            replay(mutations.all().get(next++));
        }
        return true;
    }

    /** Runs what is left of them. */
    void replayAll() {
        while (next < mutations.size()) {
            replay(mutations.all().get(next++));
        }
    }

    private void replay(Unsettled each) {
        replayed++;
        each.parked = failure != null || !succeeds(each.mutation);
    }

    private boolean succeeds(Mutation mutation) {
        return mutation.schemaVersion() <= reducer.get().schemaVersion()
                && runner.run(reducer.get(), mutation, TimeLimit.MUTATION_MILLIS_MAX)
                        instanceof Outcome.Accepted;
    }

    /**
     * The layers that settled mutations are of another line of history than those to come, which do
     * not settle them again.
     */
    void startsOver() {
        settled.addAll(mutations.removeUpTo(notes.durable().settled()));
    }

    /** Shows readers what was built. Returns the mutations that are not pending any more. */
    List<Unsettled> publish() {
        List<Unsettled> told = settled;
        settled = new ArrayList<>();
        pages.releaseReaders();
        return told;
    }

    /** Why the view that is built, or was published, has no pending mutations; or null. */
    SqlSyncException failure() {
        return failure;
    }

    int rebases() {
        return rebases;
    }

    long replayed() {
        return replayed;
    }
}
