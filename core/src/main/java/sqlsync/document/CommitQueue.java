package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * Group commit of every kind of document.
 *
 * <p>A batch gathers while the one before it is being flushed. When its turn comes, {@link Content}
 * appends it with the outcomes of its mutations, and flushes. Listeners are called after the flush.
 *
 * <p>If a flush fails, everything that is not durable is taken back: the batch in flight, and the
 * one that gathers on top of it. Contents and sessions are then as they were at the last flush, and
 * the listeners of both batches are called with the failure.
 */
public final class CommitQueue {
    /** What batches are made of, and who is told what became of them. */
    public interface Content {
        /**
         * Appends what was gathered, with these outcomes. Returns false where there is nothing: the
         * outcomes wait for the next batch then.
         */
        boolean append(List<Sessions.Entry> outcomes);

        /** Whether something was gathered that is to be appended, wait who may. */
        boolean gathered();

        /** Makes durable what was appended. */
        void flush(Completion<Void, StorageException> done);

        /** That batch is on disk; those who wait for it are told after this. */
        void written();

        /** Everything appended up to now is on disk, and those who waited for it have been told. */
        void durable();

        /** What is not on disk has to be taken back; those who wait are told after this. */
        void takeBack(StorageException failure);
    }

    private record Pending(Sessions.Entry entry, long highestBefore) {}

    private static final class Batch {
        final List<Pending> mutations = new ArrayList<>();

        /**
         * Of mutations and of flushes, in the order of the calls: a page that sends a mutation
         * again is answered before it is answered for a later one.
         */
        final List<Completion<Void, SqlSyncException>> waiting = new ArrayList<>();

        int carried;
    }

    private final Timers timers;
    private final Sessions sessions;
    private final Content content;

    private Batch gathering = new Batch();
    private Batch inFlight;
    private boolean scheduled;
    private boolean stopped;

    /** Outcomes that are not on disk since nothing came with them; the next batch takes them. */
    private final List<Sessions.Entry> carried = new ArrayList<>();

    /** Of a document whose mutations do not come from page sessions. */
    public CommitQueue(Timers timers, Content content) {
        this(timers, new Sessions(), content);
    }

    /**
     * @param sessions take in the outcomes of mutations as they are added
     */
    public CommitQueue(Timers timers, Sessions sessions, Content content) {
        this.timers = timers;
        this.sessions = sessions;
        this.content = content;
    }

    /** Takes in a mutation that was applied. */
    public void add(Sessions.Entry entry, MutationListener listener) {
        long before = sessions.highest(entry.session());
        sessions.record(entry);
        gathering.mutations.add(new Pending(entry, before));
        flush(listener);
    }

    /** Calls the listener of a mutation when everything added so far is on disk. */
    public void flush(MutationListener listener) {
        flush(
                Completion.either(
                        failure -> {
                            if (failure == null) {
                                listener.durable();
                            } else {
                                listener.failed(failure);
                            }
                        }));
    }

    /** Takes note of an outcome that changed nothing and that nobody waits to see on disk. */
    public void carry(Sessions.Entry entry) {
        sessions.record(entry);
        carried.add(entry);
    }

    /** Waits until everything added so far is on disk. */
    public void flush(Completion<Void, SqlSyncException> done) {
        gathering.waiting.add(done);
        schedule();
    }

    /** Goes on when everything added so far is on disk; not where it was taken back. */
    public void flushThen(Runnable then) {
        flush(
                Completion.of(
                        ignored -> then.run(),
                        failure -> {
                            // takeBack tells the callers of flush() and the mutations' listeners.
                        }));
    }

    /**
     * Makes no more batches: the log is about to be closed, or the pages can't be trusted. A batch
     * in flight goes on. The callbacks of the next one are called with {@code why}.
     */
    public void stop(SqlSyncException why) {
        stopped = true;
        Batch lost = gathering;
        gathering = new Batch();
        if (!lost.waiting.isEmpty()) {
            timers.soon(() -> fail(lost, why));
        }
    }

    /** Whether a batch is being written. */
    public boolean busy() {
        return inFlight != null;
    }

    /** Mutations not yet on disk. */
    public int unflushed() {
        return gathering.mutations.size() + (inFlight == null ? 0 : inFlight.mutations.size());
    }

    /**
     * Begins a batch as soon as none is in flight. {@link Content#durable} is called after it, even
     * if there was nothing to write.
     */
    public void schedule() {
        if (!scheduled && inFlight == null && !stopped) {
            scheduled = true;
            timers.soon(this::start);
        }
    }

    private void start() {
        scheduled = false;
        if (stopped) {
            return;
        }
        Batch batch = gathering;
        gathering = new Batch();
        inFlight = batch;
        boolean appended;
        try {
            appended = content.append(outcomes(batch));
        } catch (StorageException failure) {
            // The log could not be fenced off since these were applied, and is read-only.
            takeBack(batch, failure);
            return;
        }
        if (!appended) {
            for (Pending pending : batch.mutations) {
                carried.add(pending.entry);
            }
            ended(batch);
            return;
        }
        content.flush(
                Completion.of(
                        ignored -> {
                            content.written();
                            carried.subList(0, batch.carried).clear();
                            ended(batch);
                        },
                        failure -> {
                            if (inFlight == batch) {
                                takeBack(batch, failure);
                            }
                        }));
    }

    /**
     * Everything that is not durable is gone from the log, over something else than a batch of this
     * queue: it is taken back at once, since the log may take new entries before the next batch
     * begins.
     */
    public void undone(StorageException failure) {
        takeBack(inFlight == null ? new Batch() : inFlight, failure);
    }

    private List<Sessions.Entry> outcomes(Batch batch) {
        List<Sessions.Entry> outcomes = new ArrayList<>(carried);
        batch.carried = carried.size();
        for (Pending pending : batch.mutations) {
            outcomes.add(pending.entry);
        }
        return outcomes;
    }

    private void ended(Batch batch) {
        inFlight = null;
        for (Completion<Void, SqlSyncException> done : batch.waiting) {
            done.succeeded(null);
        }
        content.durable();
        if (!gathering.waiting.isEmpty() || content.gathered()) {
            schedule();
        }
    }

    private void takeBack(Batch batch, StorageException failure) {
        Batch later = gathering;
        gathering = new Batch();
        inFlight = null;
        takeBackOutcomes(later);
        takeBackOutcomes(batch);
        content.takeBack(failure);
        SqlSyncException error = StorageFailures.describe(failure);
        fail(batch, error);
        fail(later, error);
    }

    private void takeBackOutcomes(Batch batch) {
        for (int i = batch.mutations.size() - 1; i >= 0; i--) {
            Pending pending = batch.mutations.get(i);
            sessions.takeBack(pending.entry, pending.highestBefore);
        }
    }

    private static void fail(Batch batch, SqlSyncException error) {
        for (Completion<Void, SqlSyncException> done : batch.waiting) {
            done.failed(error);
        }
    }
}
