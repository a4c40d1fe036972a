package sqlsync.document.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sqlsync.SqlSyncException;
import sqlsync.document.Compactor;
import sqlsync.journal.Journal;

/**
 * The view of a synchronised document: which layers it shows, and which requests wait for it; a
 * part of {@link Synchronization}.
 *
 * <p>Durable layers are applied by one rebase after the other. Mutations that arrive during a
 * rebase wait for its end, in order. Queries run on the previous view, unless a mutation of their
 * page waits: then they wait behind it.
 */
final class SyncedView {
    private enum State {
        /** Readers see all that is here. */
        IDLE,
        /** A rebase has been asked for. */
        DUE,
        REBASING,
        STOPPED
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

    private final SyncedState recovered;
    private final Compactor compactor;
    private final Rebase rebase;
    private final Consumer<SyncEffect> effects;
    private final Waiting waiting = new Waiting();

    private State state = State.IDLE;

    /** {@link SyncEffect.SliceSoon} was said, and it is not time yet. */
    private boolean sliceAsked;

    private List<ReceivedLayer> ready = new ArrayList<>();
    private boolean startsOver;

    /** There is something to rebase beside layers. */
    private boolean due;

    private SqlSyncException problem;
    private long modified;

    SyncedView(SyncedState recovered, Rebase rebase, Consumer<SyncEffect> effects) {
        this.recovered = recovered;
        this.rebase = rebase;
        this.effects = effects;
        this.modified = recovered.base().modified();
        this.compactor =
                new Compactor(
                        recovered.log(),
                        recovered.pages(),
                        recovered.layerBytes(),
                        modified,
                        (at, out) -> recovered.base().foldHeader().encode(out),
                        () -> {});
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
                && state != State.REBASING
                && recovered.base().lsn() >= storageLsn;
    }

    /** Runs at once, or behind what waits for the rebase that is under way. */
    void whenWhole(String session, Runnable task) {
        if (state == State.REBASING) {
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

    /** Runs what waited for the rebase that has ended, until another one begins. */
    void runWaiting() {
        while (!waiting.isEmpty() && state != State.REBASING) {
            waiting.runNext();
        }
    }

    /** Builds it for the first time. */
    void start() {
        rebase(List.of(), false);
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
        finish();
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

    /** There is another reducer. */
    void reducerReplaced() {
        problem = null;
        retryParked();
    }

    /** Parked mutations may succeed now. */
    void retryParked() {
        due |= recovered.mutations().parked() > 0;
        schedule();
    }

    private void schedule() {
        if (state == State.IDLE && (due || !ready.isEmpty())) {
            state = State.DUE;
            effects.accept(new SyncEffect.RebaseSoon());
        }
    }

    /** The rebase that was asked for. */
    void rebaseDue() {
        if (state == State.DUE) {
            state = State.IDLE;
            if (due || !ready.isEmpty()) {
                rebaseNow();
            }
        }
    }

    private void rebaseNow() {
        if (state == State.STOPPED) {
            return;
        }
        List<ReceivedLayer> layers = ready;
        ready = new ArrayList<>();
        // Until the first layer of the other history is here, the one before is better than none.
        boolean fromNothing = startsOver && (!layers.isEmpty() || due);
        startsOver &= !fromNothing;
        due = false;
        rebase(layers, fromNothing);
    }

    private void rebase(List<ReceivedLayer> layers, boolean fromNothing) {
        state = State.REBASING;
        rebase.begin(layers, fromNothing, this::applied);
        if (!recovered.log().readOnly() && isAllOfStorage()) {
            compactor.durable();
        }
        rebase.migrate();
        slice();
    }

    private void applied(ReceivedLayer layer) {
        modified = layer.header().modified();
        if (layer.header().fold()) {
            compactor.replaced(modified);
        } else {
            compactor.appended(layer.lsn(), layer.bytes(), modified);
        }
    }

    /** Whether the pages are those of the last layer that is in the journal, which is on disk. */
    private boolean isAllOfStorage() {
        Journal storage = recovered.log().storage();
        long shown = startsOver ? 0 : recovered.base().lsn();
        return shown > 0
                && storage.range().last() == shown
                && storage.durableRange().last() == shown;
    }

    /** The next slice, of whichever rebase is under way now. */
    void sliceDue() {
        sliceAsked = false;
        if (state == State.REBASING) {
            slice();
        }
    }

    private void slice() {
        if (rebase.slice()) {
            publish();
        } else if (!sliceAsked) {
            sliceAsked = true;
            effects.accept(new SyncEffect.SliceSoon());
        }
    }

    /** Ends the rebase that is under way at once. */
    void finish() {
        if (state == State.REBASING) {
            rebase.replayAll();
            publish();
        }
    }

    private void publish() {
        state = State.IDLE;
        problem = rebase.failure();
        effects.accept(new SyncEffect.Published(rebase.publish()));
        schedule();
    }

    /** Lets go of everything. */
    void stop() {
        state = State.STOPPED;
        compactor.end();
    }
}
