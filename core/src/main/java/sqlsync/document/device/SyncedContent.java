package sqlsync.document.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.document.CommitQueue;
import sqlsync.document.Sessions;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.journal.JournalId;
import sqlsync.platform.Clock;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/**
 * The batches of a synchronised document: mutations made here, layers received, and the outcomes
 * that they settle, durable together.
 */
final class SyncedContent implements CommitQueue.Content {
    private final DocumentLog log;
    private final DeviceNotes notes;
    private final UnsettledMutations mutations;
    private final Clock clock;
    private final Consumer<SyncEvent> events;

    private List<ReceivedLayer> received = new ArrayList<>();
    private List<ReceivedLayer> flushing = new ArrayList<>();
    private long settled;
    private boolean changed;

    /** The storage journal that there is to be; null where it stays. */
    private JournalId storage;

    private boolean replaces;
    private boolean placing;

    SyncedContent(
            DocumentLog log,
            DeviceNotes notes,
            UnsettledMutations mutations,
            Clock clock,
            Consumer<SyncEvent> events) {
        this.log = log;
        this.notes = notes;
        this.mutations = mutations;
        this.clock = clock;
        this.events = events;
    }

    /** Something was appended to the timeline or the device journal. */
    void changed() {
        changed = true;
    }

    /** Another timeline was begun: nothing of it is settled. */
    void forked() {
        settled = 0;
        changed = true;
    }

    /** A layer was appended to the storage journal. */
    void received(ReceivedLayer layer) {
        received.add(layer);
        changed = true;
    }

    /** Layers that come with the next batch settle the timeline up to an LSN. */
    void settled(long lsn) {
        settled = Math.max(settled, lsn);
        changed |= settled > notes.state().settled();
    }

    /**
     * Layers that are on disk do: what they settle may be shown before the next batch, and a
     * storage journal that begins anew then does not make it unsettled.
     */
    void settledOnDisk(long lsn) {
        settled(lsn);
        if (log.isOpen() && !log.readOnly()) {
            noteSettled();
        }
    }

    private void noteSettled() {
        if (settled > notes.state().settled()) {
            Journal timeline = log.timeline();
            Unsettled last = mutations.at(settled);
            notes.settledUpTo(settled, last == null ? null : last.mutation.id(), clock.now());
            timeline.dropPrefix(Math.min(settled, timeline.range().last()));
        }
    }

    /** The storage journal gets an id, or another one with the next batch. */
    void place(JournalId id, boolean inPlaceOfAnother) {
        storage = id;
        replaces = inPlaceOfAnother;
        if (replaces) {
            // They would be gone with the journal that they were appended to.
            received.clear();
        }
        placing = true;
        changed = true;
    }

    @Override
    public boolean append(List<Sessions.Entry> outcomes) {
        if (log.readOnly() && !isOnDisk()) {
            // The log failed since this was gathered, over something else.
            throw log.problem();
        }
        if (!gathered()) {
            return false;
        }
        noteSettled();
        notes.endBatch(outcomes);
        flushing = received;
        received = new ArrayList<>();
        changed = false;
        return true;
    }

    /** Whether nothing would be lost; what layers on disk settle is known from them. */
    private boolean isOnDisk() {
        return mutations.areOnDisk() && notes.areOnDisk() && received.isEmpty() && storage == null;
    }

    @Override
    public boolean gathered() {
        return changed && !log.readOnly();
    }

    @Override
    public void flush(Completion<Void, StorageException> done) {
        if (storage == null) {
            log.flush(done);
        } else if (replaces) {
            log.replaceStorage(storage, done);
        } else {
            log.adoptStorage(storage, done);
        }
        storage = null;
    }

    @Override
    public void written() {
        notes.written();
        mutations.written();
        List<ReceivedLayer> layers = flushing;
        flushing = new ArrayList<>();
        boolean placed = placing && storage == null;
        placing &= !placed;
        events.accept(new SyncEvent.BatchDurable(layers, placed));
    }

    @Override
    public void durable() {}

    @Override
    public void takeBack(StorageException failure) {
        notes.takeBack();
        mutations.takeBack();
        received.clear();
        flushing.clear();
        settled = 0;
        storage = null;
        placing = false;
        changed = false;
        events.accept(new SyncEvent.BatchFailed());
    }
}
