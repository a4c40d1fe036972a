package sqlsync.document.coordinator;

import sqlsync.SqlSyncException;
import sqlsync.codec.ByteWriter;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentServices;
import sqlsync.document.SettledHeader;
import sqlsync.document.StorageFailures;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.replication.Message;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Group commit of a coordinator: what was settled since the last flush began becomes one layer, and
 * one entry of notes beside it. A batch in which nothing was accepted makes a layer, too: devices
 * learn from layers how far they are settled.
 */
final class CoordinatorCommits {
    /** Told what became of batches. */
    interface Owner {
        /** A layer was appended: the pages are, right now, what that layer makes of them. */
        void appended(long lsn, int bytes, long modified);

        /** Everything appended up to now is on disk. */
        void durable();

        /** What was not on disk was taken back. */
        void takenBack(StorageException failure);
    }

    /** Notes that weigh more than this since they were written as a whole are written so again. */
    private static final int NOTES_BYTES_MIN = 64 << 10;

    private static final class Batch {
        final Set<KnownTimeline> touched = new LinkedHashSet<>();
        final List<CoordinatorNotes.Refusal> refusals = new ArrayList<>();
        final List<RecentSessions.Note> sessions = new ArrayList<>();
        final List<Runnable> undo = new ArrayList<>();
        final List<DocumentCompletion<Void>> waiting = new ArrayList<>();
        List<CoordinatorNotes.Acknowledged> acknowledged = List.of();
        int mutations;
        long lsn;
        Layer layer;
    }

    private final DocumentServices services;
    private final DocumentLog log;
    private final Pages pages;
    private final CoordinatorNotes notes;
    private final Owner owner;

    private List<CoordinatorNotes.Acknowledged> acknowledged = new ArrayList<>();
    private Batch gathering = new Batch();
    private Batch inFlight;
    private boolean scheduled;
    private boolean stopped;
    private int schemaVersion;
    private long notesBytes;
    private long notesBytesMax = NOTES_BYTES_MIN;

    CoordinatorCommits(
            DocumentServices services,
            DocumentLog log,
            Pages pages,
            CoordinatorNotes notes,
            Owner owner) {
        this.services = services;
        this.log = log;
        this.pages = pages;
        this.notes = notes;
        this.owner = owner;
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
        schedule();
    }

    /** A device has flushed its rejections up to a layer: it is noted with the next batch. */
    void acknowledged(KnownTimeline timeline, long storageLsn) {
        acknowledged.add(new CoordinatorNotes.Acknowledged(timeline, storageLsn));
    }

    /** Waits until everything settled so far is on disk. */
    void flush(DocumentCompletion<Void> done) {
        gathering.waiting.add(done);
        schedule();
    }

    /** Whether the pages show nothing that could be taken back. */
    boolean allDurable() {
        return inFlight == null && gathering.mutations == 0 && !pages.pending();
    }

    /** As {@link sqlsync.document.CommitQueue#settle}. */
    void settle() {
        schedule();
    }

    /** Settled and not appended yet. */
    int gathered() {
        return gathering.mutations;
    }

    /** Rejections of a timeline that are not appended yet. */
    int refusalsGathered() {
        return gathering.refusals.size();
    }

    /** Makes no more batches: the pages can't be trusted. What is in flight goes on. */
    void stop(SqlSyncException why) {
        stopped = true;
        Batch lost = gathering;
        gathering = new Batch();
        services.timers().soon(() -> lost.waiting.forEach(done -> done.failed(why)));
    }

    private void schedule() {
        if (!scheduled && inFlight == null && !stopped) {
            scheduled = true;
            services.timers().soon(this::start);
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
        if (batch.mutations == 0 && !pages.pending()) {
            ended(batch);
            return;
        }
        try {
            append(batch);
        } catch (StorageException failure) {
            takeBack(batch, failure);
            return;
        }
        log.flush(
                new Completion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        flushed(batch);
                    }

                    @Override
                    public void failed(StorageException failure) {
                        takeBack(batch, failure);
                    }
                });
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
        owner.appended(batch.lsn, out.size(), modified);
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

    /** What was read of notes when the document was opened. */
    void recovered(long bytes) {
        notesBytes = bytes;
    }

    private void flushed(Batch batch) {
        if (batch.layer != null) {
            pages.durable(batch.layer);
        }
        for (KnownTimeline timeline : batch.touched) {
            timeline.durable = timeline.appended;
        }
        notes.recent().trim();
        ended(batch);
    }

    private void ended(Batch batch) {
        inFlight = null;
        owner.durable();
        for (DocumentCompletion<Void> done : batch.waiting) {
            done.succeeded(null);
        }
        if (gathering.mutations > 0 || !gathering.waiting.isEmpty() || pages.pending()) {
            schedule();
        }
    }

    private void takeBack(Batch batch, StorageException failure) {
        Batch later = gathering;
        gathering = new Batch();
        inFlight = null;
        if (!stopped) {
            pages.revert();
        }
        undo(later);
        undo(batch);
        for (CoordinatorNotes.Acknowledged note : batch.acknowledged) {
            acknowledged.add(note);
        }
        // A whole that was not written can't have dropped anything; the next batch tries again.
        notesBytes = Math.max(notesBytes, notesBytesMax + 1);
        owner.takenBack(failure);
        batch.waiting.forEach(done -> done.failed(StorageFailures.describe(failure)));
        later.waiting.forEach(done -> done.failed(StorageFailures.describe(failure)));
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
}
