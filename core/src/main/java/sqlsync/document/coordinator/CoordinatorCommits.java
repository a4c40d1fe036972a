package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteWriter;
import sqlsync.document.CommitQueue;
import sqlsync.document.DocumentServices;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.page.SerializedPages;
import sqlsync.page.SparsePages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.replication.Message;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

/**
 * Group commit of a coordinator: what was settled since the last flush began becomes one layer,
 * with one entry of notes beside it in the same batch.
 *
 * <p>A batch that accepted nothing makes a layer, too, because devices learn from layers which of
 * their mutations are settled.
 */
final class CoordinatorCommits {
    /** Told what became of batches. */
    interface Listener {
        /** A layer was appended: the pages are, right now, what that layer makes of them. */
        void appended(long lsn, int bytes, long modified);

        /** Everything appended up to now is on disk. */
        void durable();

        /** What was not on disk was taken back. */
        void takenBack(StorageException failure);
    }

    /** Notes that weigh more than this since they were written as a whole are written so again. */
    private static final int NOTES_BYTES_MIN = 64 << 10;

    /** What becomes one layer, and one entry of notes beside it. */
    private static final class Batch {
        final Set<KnownTimeline> touched = new LinkedHashSet<>();
        final List<CoordinatorNotes.Refusal> refusals = new ArrayList<>();
        final List<RecentSessions.Note> sessions = new ArrayList<>();
        final List<Runnable> undo = new ArrayList<>();
        List<CoordinatorNotes.Acknowledged> acknowledged = List.of();
        int mutations;
        long lsn;
        Layer layer;
    }

    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final CoordinatorNotes notes;
    private final Listener listener;
    private final CommitQueue queue;

    private List<CoordinatorNotes.Acknowledged> acknowledged = new ArrayList<>();
    private Batch gathering = new Batch();
    private Batch flushing = new Batch();
    private boolean stopped;
    private int schemaVersion;
    private long notesBytes;
    private long notesBytesMax = NOTES_BYTES_MIN;

    CoordinatorCommits(
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            CoordinatorNotes notes,
            Listener listener) {
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.notes = notes;
        this.listener = listener;
        this.queue = new CommitQueue(services.timers(), new Layers());
    }

    /** Of the database, from here on. */
    void schemaVersion(int version) {
        schemaVersion = version;
    }

    /**
     * A timeline moved on to an entry, whatever became of the mutation in it. What lies between it
     * and the one before is lost: that is noted.
     */
    void settle(KnownTimeline timeline, long lsn, String mutationId) {
        long cursorBefore = timeline.cursor;
        String mutationBefore = timeline.cursorMutation;
        int gapsBefore = timeline.gaps;
        gathering.undo.add(
                () -> {
                    timeline.cursor = cursorBefore;
                    timeline.cursorMutation = mutationBefore;
                    timeline.gaps = gapsBefore;
                });
        if (lsn > cursorBefore + 1) {
            timeline.gaps++;
        }
        timeline.cursor = lsn;
        timeline.cursorMutation = mutationId;
        gathering.touched.add(timeline);
        settled();
    }

    /** A session moved on. */
    void record(RecentSessions.Note note) {
        RecentSessions.Note before = notes.recent().put(note);
        gathering.undo.add(() -> notes.recent().restore(note.key(), before));
        gathering.sessions.add(note);
        settled();
    }

    /** An entry was rejected; the layer that settles it is not known yet. */
    void refuse(KnownTimeline timeline, Message.Rejection rejection) {
        gathering.refusals.add(new CoordinatorNotes.Refusal(timeline, rejection));
    }

    private void settled() {
        gathering.mutations++;
        queue.schedule();
    }

    /** A device has flushed its rejections up to a layer: it is noted with the next batch. */
    void acknowledged(KnownTimeline timeline, long storageLsn) {
        acknowledged.add(new CoordinatorNotes.Acknowledged(timeline, storageLsn));
    }

    /** Waits until everything settled so far is on disk. */
    void flush(Completion<Void, SqlSyncException> done) {
        queue.flush(done);
    }

    /** Whether the pages show nothing that could be taken back. */
    boolean allDurable() {
        return !queue.busy() && !isGathered();
    }

    /** As {@link CommitQueue#schedule}. */
    void schedule() {
        queue.schedule();
    }

    private boolean isGathered() {
        return gathering.mutations > 0 || pages.pending();
    }

    /** Mutations that are settled and not appended yet. */
    int mutationsGathered() {
        return gathering.mutations;
    }

    /** Rejections of a timeline that are not appended yet. */
    int refusalsGathered() {
        return gathering.refusals.size();
    }

    /** Makes no more batches: the pages can't be trusted. What is in flight goes on. */
    void stop(SqlSyncException why) {
        stopped = true;
        gathering = new Batch();
        queue.stop(why);
    }

    /** What was read of notes when the document was opened. */
    void recovered(long bytes) {
        notesBytes = bytes;
    }

    private void append(Batch batch) {
        batch.layer = pages.seal();
        long modified = services.clock().now();
        List<SettledHeader.Settled> settled = new ArrayList<>();
        for (KnownTimeline timeline : batch.touched) {
            settled.add(new SettledHeader.Settled(timeline.number, timeline.cursor));
        }
        ByteWriter out = new ByteWriter(8192);
        new SettledHeader(false, modified, schemaVersion, settled).encode(out);
        SerializedPages.write(
                out, batch.layer == null ? new NoPages(pages.pageCount()) : batch.layer, true);
        batch.lsn = log.storage().append(services.randomness().bits64(), out.toByteArray());
        note(batch);
        listener.appended(batch.lsn, out.size(), modified);
    }

    private void note(Batch batch) {
        List<CoordinatorNotes.Refusal> refusals = new ArrayList<>();
        for (CoordinatorNotes.Refusal refusal : batch.refusals) {
            Message.Rejection r = refusal.rejection();
            Message.Rejection placed =
                    new Message.Rejection(
                            r.lsn(), batch.lsn, r.mutationId(), r.code(), r.reason(), r.message());
            refusals.add(new CoordinatorNotes.Refusal(refusal.timeline(), placed));
            refusal.timeline().rejections.add(placed);
        }
        for (KnownTimeline timeline : batch.touched) {
            timeline.appended = timeline.cursor;
        }
        batch.acknowledged = acknowledged;
        acknowledged = new ArrayList<>();
        Journal device = log.device();
        boolean whole = notesBytes > notesBytesMax;
        byte[] payload =
                whole
                        ? notes.all()
                        : notes.changes(
                                batch.touched, batch.acknowledged, refusals, batch.sessions);
        long lsn = device.append(services.randomness().bits64(), payload);
        if (whole) {
            device.dropPrefix(lsn - 1);
            notesBytes = 0;
            notesBytesMax = Math.max(NOTES_BYTES_MIN, payload.length * 2L);
        } else {
            notesBytes += payload.length;
        }
    }

    private static void undo(Batch batch) {
        for (int i = batch.undo.size() - 1; i >= 0; i--) {
            batch.undo.get(i).run();
        }
        for (CoordinatorNotes.Refusal refusal : batch.refusals) {
            refusal.timeline()
                    .rejections
                    .removeIf(r -> batch.lsn != 0 && r.storageLsn() == batch.lsn);
        }
        for (KnownTimeline timeline : batch.touched) {
            timeline.appended = timeline.durable;
        }
    }

    private final class Layers implements CommitQueue.Content {
        @Override
        public boolean append(List<Sessions.Entry> outcomes) {
            if (!isGathered()) {
                return false;
            }
            flushing = gathering;
            gathering = new Batch();
            CoordinatorCommits.this.append(flushing);
            return true;
        }

        @Override
        public boolean gathered() {
            return isGathered();
        }

        @Override
        public void flush(Completion<Void, StorageException> done) {
            log.flush(done);
        }

        @Override
        public void written() {
            if (flushing.layer != null) {
                pages.durable(flushing.layer);
            }
            for (KnownTimeline timeline : flushing.touched) {
                timeline.durable = timeline.appended;
            }
            notes.recent().trim();
            flushing = new Batch();
        }

        @Override
        public void durable() {
            listener.durable();
        }

        @Override
        public void takeBack(StorageException failure) {
            Batch later = gathering;
            Batch batch = flushing;
            gathering = new Batch();
            flushing = new Batch();
            if (!stopped) {
                pages.revert();
            }
            undo(later);
            undo(batch);
            acknowledged.addAll(batch.acknowledged);
            // A whole that was not written can't have dropped anything; the next batch tries again.
            notesBytes = Math.max(notesBytes, notesBytesMax + 1);
            listener.takenBack(failure);
        }
    }

    /** What a commit that changed nothing changed. */
    private record NoPages(int pageCount) implements SparsePages {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public int number(int index) {
            throw new IndexOutOfBoundsException("no page at " + index);
        }

        @Override
        public byte[] array(int index) {
            throw new IndexOutOfBoundsException("no page at " + index);
        }

        @Override
        public byte[] before(int index) {
            throw new IndexOutOfBoundsException("no page at " + index);
        }
    }
}
