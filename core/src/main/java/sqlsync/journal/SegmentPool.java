package sqlsync.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.Randomness;
import sqlsync.platform.StorageException;

/**
 * All segments of one {@link BlockStore}: those that belong to the logs of documents, and spare
 * ones made ahead of time. There must be one pool per store.
 */
public final class SegmentPool {
    private record Unborn(LogIdentity identity, int attempts) {}

    private final BlockStore store;
    private final Randomness randomness;
    private final JournalLimits limits;
    private final SpareSegments spares;
    private final Directory directory;
    private final Map<String, DocumentLog> open = new LinkedHashMap<>();
    private final Set<String> busy = new HashSet<>();
    private final Map<String, Unborn> unborn = new HashMap<>();

    private SegmentPool(
            BlockStore store,
            Randomness randomness,
            JournalLimits limits,
            List<BlockStore.FoundFile> files) {
        this.store = store;
        this.randomness = randomness;
        this.limits = limits;
        this.spares = new SpareSegments(store, limits.spareSegments());
        this.directory = Directory.of(files, spares);
    }

    /** Reads the superblocks of all segments, and finishes deletions that were interrupted. */
    public static void open(
            BlockStore store,
            Randomness randomness,
            JournalLimits limits,
            Completion<SegmentPool, StorageException> done) {
        store.scan(
                SegmentFormat.RECORDS_AT,
                done.after(
                        files ->
                                new SegmentPool(store, randomness, limits, files)
                                        .finishDeletions(done)));
    }

    private void finishDeletions(Completion<SegmentPool, StorageException> done) {
        if (directory.deleting().isEmpty()) {
            done.succeeded(this);
            spares.replenish();
            return;
        }
        StoredLog log = directory.deleting().remove(directory.deleting().size() - 1);
        Deletion.finish(this, log, () -> finishDeletions(done));
    }

    /** Every document that is kept here, open or not. */
    public List<StoredDocument> documents() {
        List<StoredDocument> documents = new ArrayList<>();
        for (DocumentLog log : open.values()) {
            LogState state = log.state();
            documents.add(
                    new StoredDocument(
                            state.identity().documentId(),
                            state.label.clone(),
                            state.bytes(),
                            state.bytes()));
        }
        for (StoredLog log : directory.stored().values()) {
            documents.add(log.describe());
        }
        return documents;
    }

    public boolean has(String documentId) {
        return open.containsKey(documentId) || directory.stored().containsKey(documentId);
    }

    /** Files in the store that say something that is not understood. They are left alone. */
    public int unreadableSegments() {
        return directory.unreadable();
    }

    /**
     * Opens the log of a document, or makes one whose storage journal has an id of its own.
     *
     * @see #openLog(String, boolean, EntryVisitor, Completion)
     */
    public void openLog(
            String documentId,
            EntryVisitor recovered,
            Completion<DocumentLog, StorageException> done) {
        openLog(documentId, false, recovered, done);
    }

    /**
     * Opens the log of a document, or makes one.
     *
     * @param documentId 1 to {@link JournalLimits#DOCUMENT_ID_CHARS_MAX} characters
     * @param adopts where the log is made: its storage journal has no id until {@link
     *     DocumentLog#adoptStorage} gives it one
     * @param recovered is shown what the log holds before {@code done} is told: the newest fold of
     *     the storage journal, the layers after it, then the timeline, then the device journal.
     *     Where the log is damaged, the storage journal ends at the damage, and LSNs of the others
     *     may leap
     * @param done also succeeds for a damaged log, which is {@link DocumentLog#readOnly}
     * @throws IllegalStateException if the document is open, or being opened or deleted
     */
    public void openLog(
            String documentId,
            boolean adopts,
            EntryVisitor recovered,
            Completion<DocumentLog, StorageException> done) {
        requireIdle(documentId);
        StorageException refusal = refusal(documentId);
        if (refusal != null) {
            store.submit(List.of(), Completion.always(() -> done.failed(refusal)));
            return;
        }
        busy.add(documentId);
        LogOpener opening =
                new LogOpener(
                        this,
                        Completion.of(
                                log -> {
                                    busy.remove(documentId);
                                    unborn.remove(documentId);
                                    directory.stored().remove(documentId);
                                    open.put(documentId, log);
                                    done.succeeded(log);
                                },
                                failure -> {
                                    busy.remove(documentId);
                                    done.failed(failure);
                                }));
        StoredLog stored = directory.stored().get(documentId);
        if (stored != null) {
            opening.recover(stored, recovered);
        } else {
            Unborn log = unborn.getOrDefault(documentId, new Unborn(identity(documentId), 0));
            unborn.put(documentId, new Unborn(log.identity(), log.attempts() + 1));
            opening.create(
                    adopts ? log.identity().withoutStorage() : log.identity(), log.attempts());
        }
    }

    private StorageException refusal(String documentId) {
        if (directory.isTooNew(documentId)) {
            return new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "A newer version of SQLSync keeps document " + documentId + "; use that.");
        }
        StoredLog stored = directory.stored().get(documentId);
        if (stored != null && stored.half) {
            return new StorageException(
                    StorageException.Kind.FAILED,
                    "Document " + documentId + " is half deleted; delete it again.");
        }
        return null;
    }

    private LogIdentity identity(String documentId) {
        int chars = documentId.length();
        if (chars == 0 || chars > JournalLimits.DOCUMENT_ID_CHARS_MAX) {
            throw new IllegalArgumentException("document id of " + chars + " characters");
        }
        return new LogIdentity(
                documentId,
                JournalId.random(randomness),
                new Incarnation(JournalId.random(randomness), 0),
                new Incarnation(JournalId.random(randomness), 0));
    }

    /**
     * Deletes a document that is not open: all of it is there, or nothing, whatever crashes. Absent
     * is deleted.
     *
     * @throws IllegalStateException if the document is open, or being opened or deleted
     */
    public void delete(String documentId, Completion<Void, StorageException> done) {
        requireIdle(documentId);
        StoredLog stored = directory.stored().get(documentId);
        if (stored == null) {
            store.submit(List.of(), Completion.always(() -> done.succeeded(null)));
            return;
        }
        busy.add(documentId);
        Deletion.run(
                this,
                stored,
                Completion.of(
                        ignored -> {
                            busy.remove(documentId);
                            directory.stored().remove(documentId);
                            done.succeeded(null);
                        },
                        failure -> {
                            busy.remove(documentId);
                            done.failed(failure);
                        }));
    }

    /** Whether {@code other} has the very log of this document that is here, too. */
    public boolean sharesLog(String documentId, SegmentPool other) {
        StoredLog here = directory.stored().get(documentId);
        StoredLog there = other.directory.stored().get(documentId);
        return here != null && there != null && here.identity.log().equals(there.identity.log());
    }

    /**
     * Moves the log of a document that is not open from another pool to this one: copies it, reads
     * the copy back, then deletes the original. Whatever fails or crashes, the original is whole or
     * the copy is; where both are found, the copy may be half of one, and is made again.
     *
     * @throws IllegalStateException if the document is in use, or another one of that id is here
     */
    public void moveHere(
            String documentId, SegmentPool from, Completion<Void, StorageException> done) {
        requireIdle(documentId);
        from.requireIdle(documentId);
        StoredLog original = from.directory.stored().get(documentId);
        if (original == null || has(documentId) && !sharesLog(documentId, from)) {
            throw new IllegalStateException("There is nothing to move, or no place for it.");
        }
        Runnable copy =
                () -> {
                    busy.add(documentId);
                    from.busy.add(documentId);
                    copy(original, from, done);
                };
        if (!has(documentId)) {
            copy.run();
        } else if (original.half) {
            from.delete(documentId, done);
        } else {
            delete(documentId, done.after(ignored -> copy.run()));
        }
    }

    private void copy(
            StoredLog original, SegmentPool from, Completion<Void, StorageException> done) {
        String documentId = original.identity.documentId();
        Runnable idle =
                () -> {
                    busy.remove(documentId);
                    from.busy.remove(documentId);
                };
        LogCopy.run(
                from,
                this,
                original,
                Completion.of(
                        copy -> {
                            idle.run();
                            directory.stored().put(documentId, copy);
                            from.delete(documentId, done);
                        },
                        failure -> {
                            idle.run();
                            done.failed(failure);
                        }),
                remains -> directory.stored().put(documentId, remains));
    }

    private void requireIdle(String documentId) {
        if (open.containsKey(documentId) || busy.contains(documentId)) {
            throw new IllegalStateException("Document " + documentId + " is in use.");
        }
    }

    /** A log has let go of its files. */
    void closed(LogState state, List<Spare> doubtful) {
        StoredLog log = new StoredLog(state.identity());
        log.segments.addAll(state.segments);
        log.doubtful.addAll(doubtful);
        open.remove(state.identity().documentId());
        directory.stored().put(state.identity().documentId(), log);
    }

    BlockStore store() {
        return store;
    }

    Randomness randomness() {
        return randomness;
    }

    JournalLimits limits() {
        return limits;
    }

    SpareSegments spares() {
        return spares;
    }
}
