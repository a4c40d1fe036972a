package sqlsync.document.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sqlsync.SqlSyncException;
import sqlsync.document.Compactor;
import sqlsync.document.DocumentServices;
import sqlsync.document.MutationRunner;
import sqlsync.journal.Journal;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.Connection;

/**
 * The view of a synchronised document: which layers it shows, and which requests wait for it.
 *
 * <p>Durable layers are applied by one rebase after the other. Mutations that arrive during a
 * rebase wait for its end, in order. Queries run on the previous view, unless a mutation of their
 * page waits: then they wait behind it.
 */
final class SyncedView implements Rebase.Owner {
    /** The document, as its view sees it. */
    interface Owner {
        Reducer reducer();

        /**
         * A rebase has ended, and what waited for it has run.
         *
         * @param settled mutations that are not pending any more
         */
        void published(List<Unsettled> settled);
    }

    /** What pages asked for during a rebase, in order. */
    private static final class Waiting {
        private record Task(String session, Runnable run) {}

        private final ArrayDeque<Task> tasks = new ArrayDeque<>();
        private final Map<String, Integer> bySession = new HashMap<>();

        void add(String session, Runnable run) {
            tasks.add(new Task(session, run));
            bySession.merge(session, 1, Integer::sum);
        }

        boolean isEmpty() {
            return tasks.isEmpty();
        }

        boolean has(String session) {
            return bySession.containsKey(session);
        }

        /** Runs and removes the oldest. */
        void runNext() {
            Task task = tasks.remove();
            bySession.merge(task.session, -1, (count, less) -> count == 1 ? null : count + less);
            task.run.run();
        }
    }

    private final DocumentServices services;
    private final SyncedState state;
    private final Compactor compactor;
    private final Rebase rebase;
    private final Owner owner;
    private final Waiting waiting = new Waiting();

    private List<ReceivedLayer> ready = new ArrayList<>();
    private boolean startsOver;
    private boolean due;
    private boolean stopped;
    private SqlSyncException problem;
    private long modified;

    SyncedView(
            SyncedState state,
            DocumentServices services,
            MutationRunner runner,
            Connection writer,
            Owner owner) {
        this.state = state;
        this.services = services;
        this.owner = owner;
        this.modified = state.base().modified();
        this.compactor =
                new Compactor(
                        state.log(),
                        state.pages(),
                        state.layerBytes(),
                        modified,
                        (at, out) -> state.base().foldHeader().encode(out),
                        () -> {});
        this.rebase = new Rebase(state, services, runner, writer, this);
    }

    /** Why the view has no pending mutations, or null. */
    SqlSyncException problem() {
        return problem;
    }

    /** When it last changed, in milliseconds since the epoch. */
    long modified() {
        return modified;
    }

    void modified(long at) {
        modified = at;
    }

    Rebase rebase() {
        return rebase;
    }

    /** Whether it shows all that is here, and storage up to an LSN. */
    boolean shows(long storageLsn) {
        return !startsOver
                && ready.isEmpty()
                && !rebase.running()
                && state.base().lsn() >= storageLsn;
    }

    /** Runs at once, or behind what waits for the rebase that is under way. */
    void whenWhole(String session, Runnable task) {
        if (rebase.running()) {
            waiting.add(session, task);
        } else {
            task.run();
        }
    }

    /** Runs at once, or behind what waits of that session. */
    void after(String session, Runnable task) {
        if (waiting.has(session)) {
            waiting.add(session, task);
        } else {
            task.run();
        }
    }

    /** Runs at once, or behind everything that waits. */
    void afterAll(Runnable task) {
        if (waiting.isEmpty()) {
            task.run();
        } else {
            waiting.add("", task);
        }
    }

    /** Builds it for the first time. */
    void start() {
        rebase.start(List.of(), false);
    }

    /** These layers are on disk. */
    void received(List<ReceivedLayer> layers) {
        ready.addAll(layers);
        schedule();
    }

    /**
     * What is shown is of another line of history than the layers that come next.
     *
     * @param empty whether none come
     */
    void startsOver(boolean empty) {
        rebase.startsOver();
        ready.clear();
        // A fold of the pages that are shown would stand in a journal that they are not of.
        compactor.replaced(modified);
        startsOver = true;
        due |= empty;
        schedule();
    }

    /** It shows mutations that are gone: it is built again of what is on disk. */
    void takenBack() {
        compactor.takenBack();
        due = true;
        rebaseNow();
    }

    /** Parked mutations may succeed now. */
    void retry() {
        problem = null;
        due |= state.mutations().parked() > 0;
        schedule();
    }

    private void schedule() {
        if (!rebase.running() && (due || !ready.isEmpty())) {
            services.timers()
                    .soon(
                            () -> {
                                if (!rebase.running() && !stopped) {
                                    rebaseNow();
                                }
                            });
        }
    }

    private void rebaseNow() {
        if (!due && ready.isEmpty()) {
            return;
        }
        List<ReceivedLayer> layers = ready;
        // Until the first layer of the other history is here, the one before is better than none.
        boolean fromNothing = startsOver && (!layers.isEmpty() || due);
        startsOver &= !fromNothing;
        due = false;
        ready = new ArrayList<>();
        rebase.start(layers, fromNothing);
    }

    /** Ends the rebase that is under way at once. */
    void finish() {
        rebase.finish();
    }

    /** Lets go of everything. */
    void stop() {
        stopped = true;
        rebase.abandon();
        compactor.end();
    }

    @Override
    public Reducer reducer() {
        return owner.reducer();
    }

    @Override
    public void applied(ReceivedLayer layer) {
        modified = layer.header().modified();
        if (layer.header().fold()) {
            compactor.replaced(modified);
        } else {
            compactor.appended(layer.lsn(), layer.bytes(), modified);
        }
    }

    @Override
    public void basePrepared() {
        if (!state.log().readOnly() && isAllOfStorage()) {
            compactor.durable();
        }
    }

    /** Whether the pages are those of the last layer that is in the journal, which is on disk. */
    private boolean isAllOfStorage() {
        Journal storage = state.log().storage();
        long shown = startsOver ? 0 : state.base().lsn();
        return shown > 0
                && storage.range().last() == shown
                && storage.durableRange().last() == shown;
    }

    @Override
    public void published(List<Unsettled> settled, SqlSyncException failure) {
        problem = failure;
        while (!waiting.isEmpty() && !rebase.running()) {
            waiting.runNext();
        }
        owner.published(settled);
        schedule();
    }
}
