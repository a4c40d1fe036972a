package sqlsync.document;

import java.util.Arrays;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryType;
import sqlsync.journal.EntryVisitor;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.storage.Pages;

/**
 * From an id to an open document, in the same steps for every kind of document:
 *
 * <ol>
 *   <li>the log is recovered: its entries come to {@link #entry};
 *   <li>{@link #build} makes a document of them, with its migrations;
 *   <li>{@link #show} makes visible what readers are to see;
 *   <li>everything is flushed;
 *   <li>{@link #confirm} asks the coordinator, if it has to agree;
 *   <li>the label is written where it has changed, since a crash must not take away what lists say
 *       of the document;
 *   <li>{@link #begin} starts what an open document does by itself.
 * </ol>
 *
 * Where a step fails, the log is given back, a document that was not there before is removed, and
 * the caller is told why. Nothing is asked of the document before that.
 */
public abstract class Opener<D extends OpenDocument> implements EntryVisitor {
    protected final DocumentServices services;
    protected final String id;
    protected final Reducer reducer;
    protected final Pages pages;

    /** Whether the document was there before. */
    protected boolean existed;

    /** What the layers since the newest fold weigh. */
    protected long layerBytes;

    /** Null until it is built. */
    protected D document;

    private final Completion<D, SqlSyncException> done;

    protected Opener(
            DocumentServices services,
            String id,
            Reducer reducer,
            int pagesMax,
            Completion<D, SqlSyncException> done) {
        this.services = services;
        this.id = id;
        this.reducer = reducer;
        this.pages = new Pages(pagesMax);
        this.existed = services.pool().has(id);
        this.done = done;
    }

    /**
     * @param adopts as for {@link sqlsync.journal.SegmentPool#openLog}
     */
    protected final void start(boolean adopts) {
        services.pool()
                .openLog(
                        id,
                        adopts,
                        this,
                        Completion.of(
                                this::recovered,
                                failure -> done.failed(StorageFailures.describe(failure))));
    }

    /** A layer or a fold of the storage journal was put on the pages. */
    protected final void loaded(Entry entry) {
        layerBytes = entry.type() == EntryType.FOLD ? 0 : layerBytes + entry.length();
    }

    /**
     * Sets {@link #document}.
     *
     * @throws SqlSyncException if it can't be opened
     */
    protected abstract void build(DocumentLog log);

    protected void show(Completion<Void, SqlSyncException> next) {
        next.succeeded(null);
    }

    protected void confirm(Completion<Void, SqlSyncException> next) {
        next.succeeded(null);
    }

    protected void begin() {}

    /** What callers are told of a failure of {@link #build}; passes on what nobody expects. */
    protected SqlSyncException explained(RuntimeException failure) {
        if (failure instanceof SqlSyncException known) {
            return known;
        }
        throw failure;
    }

    private void recovered(DocumentLog log) {
        try {
            build(log);
        } catch (RuntimeException failure) {
            abandon(log, explained(failure));
            return;
        }
        show(
                then(
                        log,
                        () ->
                                document.flush(
                                        then(log, () -> confirm(then(log, () -> label(log)))))));
    }

    private Completion<Void, SqlSyncException> then(DocumentLog log, Runnable next) {
        return Completion.either(
                failure -> {
                    if (failure == null) {
                        next.run();
                    } else {
                        abandon(log, failure);
                    }
                });
    }

    private void label(DocumentLog log) {
        byte[] label = document.label();
        if (log.readOnly() || Arrays.equals(label, log.label())) {
            opened();
            return;
        }
        log.setLabel(label);
        log.writeLabel(then(log, this::opened).describing(StorageFailures::describe));
    }

    private void opened() {
        begin();
        done.succeeded(document);
    }

    /** Gives back what was opened; {@code failure} counts, whatever becomes of this. */
    protected void abandon(DocumentLog log, SqlSyncException failure) {
        if (document != null) {
            document.letGo();
        }
        Runnable tell = () -> done.failed(failure);
        log.close(
                Completion.always(
                        existed
                                ? tell
                                : () -> services.pool().delete(id, Completion.always(tell))));
    }
}
