package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteWriter;
import sqlsync.journal.DocumentLog;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Group commit. What was applied since the last flush began becomes one layer, is appended with the
 * outcomes of its mutations, and is flushed; while that goes on, the next batch gathers.
 *
 * <p>A flush that fails takes back everything that is not on disk: the batch in flight, and the one
 * that gathers on top of it. Their listeners are told, the pages and the sessions are as they were
 * when last flushed.
 */
final class CommitQueue {
    /** Told what became of batches. */
    interface Owner {
        /** A layer was appended: the pages are, right now, what that layer makes of them. */
        void appended(long lsn, int bytes);

        /** Everything appended up to now is on disk. */
        void durable();

        /** What was not on disk was taken back. */
        void takenBack(StorageException failure);
    }

    private record Pending(Sessions.Entry entry, long highestBefore, MutationListener listener) {}

    private static final class Batch {
        final List<Pending> mutations = new ArrayList<>();
        final List<DocumentCompletion<Void>> waiting = new ArrayList<>();
        int carried;
        Layer layer;
    }

    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final Sessions sessions;
    private final Owner owner;

    private Batch gathering = new Batch();
    private Batch inFlight;
    private boolean scheduled;

    /**
     * Outcomes that are not on disk since no layer came with them; the next layer takes them along.
     */
    private final List<Sessions.Entry> carried = new ArrayList<>();

    CommitQueue(
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            Sessions sessions,
            Owner owner) {
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.sessions = sessions;
        this.owner = owner;
    }

    /** Takes in a mutation that was applied. */
    void add(Sessions.Entry entry, MutationListener listener) {
        long before = sessions.highest(entry.session());
        sessions.record(entry);
        gathering.mutations.add(new Pending(entry, before, listener));
        schedule();
    }

    /** Takes note of an outcome that changed nothing and that nobody waits to see on disk. */
    void carry(Sessions.Entry entry) {
        sessions.record(entry);
        carried.add(entry);
    }

    /** Waits until everything added so far is on disk. */
    void flush(DocumentCompletion<Void> done) {
        gathering.waiting.add(done);
        schedule();
    }

    /**
     * Tells the owner {@code durable} once nothing is under way, also where nothing was to be
     * written.
     */
    void settle() {
        schedule();
    }

    /** Mutations not yet on disk. */
    int unflushed() {
        return gathering.mutations.size() + (inFlight == null ? 0 : inFlight.mutations.size());
    }

    private void schedule() {
        if (!scheduled && inFlight == null) {
            scheduled = true;
            services.timers().soon(this::start);
        }
    }

    private void start() {
        scheduled = false;
        Batch batch = gathering;
        gathering = new Batch();
        inFlight = batch;
        batch.layer = pages.seal();
        if (batch.layer == null) {
            for (Pending pending : batch.mutations) {
                carried.add(pending.entry);
            }
            ended(batch);
            return;
        }
        byte[] payload = encode(batch);
        long lsn = log.storage().append(services.randomness().bits64(), payload);
        owner.appended(lsn, payload.length);
        log.flush(
                new Completion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        pages.durable(batch.layer);
                        carried.subList(0, batch.carried).clear();
                        ended(batch);
                    }

                    @Override
                    public void failed(StorageException failure) {
                        takeBack(batch, failure);
                    }
                });
    }

    private byte[] encode(Batch batch) {
        List<Sessions.Entry> outcomes = new ArrayList<>(carried);
        batch.carried = carried.size();
        for (Pending pending : batch.mutations) {
            outcomes.add(pending.entry);
        }
        ByteWriter out = new ByteWriter(8192);
        LayerHeader.encodeLayer(services.clock().now(), outcomes, out);
        SerializedPages.write(out, batch.layer, true);
        return out.toByteArray();
    }

    private void ended(Batch batch) {
        inFlight = null;
        for (Pending pending : batch.mutations) {
            pending.listener.durable();
        }
        for (DocumentCompletion<Void> done : batch.waiting) {
            done.succeeded(null);
        }
        owner.durable();
        if (!gathering.mutations.isEmpty() || !gathering.waiting.isEmpty() || pages.pending()) {
            schedule();
        }
    }

    private void takeBack(Batch batch, StorageException failure) {
        Batch later = gathering;
        gathering = new Batch();
        inFlight = null;
        pages.revert();
        takeBackOutcomes(later);
        takeBackOutcomes(batch);
        owner.takenBack(failure);
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
        for (Pending pending : batch.mutations) {
            pending.listener.failed(error);
        }
        for (DocumentCompletion<Void> done : batch.waiting) {
            done.failed(error);
        }
    }
}
