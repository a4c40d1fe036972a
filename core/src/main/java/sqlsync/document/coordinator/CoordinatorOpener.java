package sqlsync.document.coordinator;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.ImportedFile;
import sqlsync.document.Opener;
import sqlsync.document.ReducerNames;
import sqlsync.document.SettledHeader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.JournalKind;
import sqlsync.journal.StoredDocument;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.SqlException;

/** Opens a {@link CoordinatorDocument}, or creates it. */
final class CoordinatorOpener extends Opener<CoordinatorDocument> {
    /** A fold, and layers since: half as much, or what came while a fold was written. */
    private static final int READ_FACTOR = 4;

    private static final long READ_BYTES_MIN = 16 << 20;

    private static final String ADVICE =
            ". Start it with a larger --document-bytes-max, and with enough memory for that.";

    private final CoordinatorListener listener;
    private final CoordinatorNotes notes = new CoordinatorNotes();

    /** What the document is to be made of; null where it is only opened, or made empty. */
    private final ImportedFile imported;

    private long modified;
    private long notesBytes;

    /** Of a database that is larger than it may be; 0 for none. */
    private long beyondBytes;

    private CoordinatorOpener(
            DocumentServices services,
            String id,
            Reducer reducer,
            ImportedFile imported,
            CoordinatorListener listener,
            Completion<CoordinatorDocument, SqlSyncException> done) {
        super(services, id, reducer, services.pagesMax(), done);
        this.imported = imported;
        this.listener = listener;
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            ImportedFile imported,
            CoordinatorListener listener,
            Completion<CoordinatorDocument, SqlSyncException> done) {
        CoordinatorOpener opening =
                new CoordinatorOpener(services, id, reducer, imported, listener, done);
        SqlSyncException refusal =
                opening.existed || create
                        ? opening.refusal()
                        : new SqlSyncException(
                                ErrorCode.NOT_FOUND, "There is no document \"" + id + "\" here.");
        if (refusal != null) {
            done.failed(refusal);
        } else {
            opening.start(false);
        }
    }

    /** Why it is not even read, as far as is known before that; or null. */
    private SqlSyncException refusal() {
        long bytesMax = (long) services.pagesMax() * Page.BYTES;
        for (StoredDocument stored : services.pool().documents()) {
            if (!stored.documentId().equals(id)) {
                continue;
            }
            long bytes = DocumentLabel.decode(stored.label()).bytes();
            if (bytes > bytesMax) {
                return tooLarge(bytes);
            }
            if (stored.bytesToOpen() > bytesMax * READ_FACTOR + READ_BYTES_MIN) {
                return new SqlSyncException(
                        ErrorCode.TOO_LARGE,
                        "The document \""
                                + id
                                + "\" takes "
                                + stored.bytesToOpen()
                                + " bytes to open, too much for documents of at most "
                                + bytesMax
                                + ADVICE);
            }
        }
        return null;
    }

    private SqlSyncException tooLarge(long bytes) {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE,
                "The document \""
                        + id
                        + "\" has "
                        + bytes
                        + " bytes, and this coordinator takes documents of at most "
                        + (long) services.pagesMax() * Page.BYTES
                        + ADVICE);
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        if (kind == JournalKind.DEVICE) {
            notes.replay(in);
            notesBytes += entry.length();
        } else if (kind == JournalKind.STORAGE) {
            modified = SettledHeader.decode(in).modified();
            SerializedPages layer =
                    SerializedPages.read(entry.array(), in.position(), in.remaining());
            if (beyondBytes > 0 || layer.pageCount() > pages.pagesMax()) {
                beyondBytes = (long) layer.pageCount() * Page.BYTES;
                return;
            }
            pages.adopt(layer);
            loaded(entry);
        }
    }

    @Override
    protected void build(DocumentLog log) {
        if (beyondBytes > 0) {
            throw tooLarge(beyondBytes);
        }
        ReducerNames.require(id, existed, DocumentLabel.decode(log.label()), reducer);
        if (imported != null) {
            importFile(log);
            return;
        }
        make(log);
        if (!log.readOnly()) {
            document.migrate();
        }
    }

    private void make(DocumentLog log) {
        document =
                new CoordinatorDocument(
                        id,
                        services,
                        new CoordinatorDocument.State(
                                log, pages, notes, modified, layerBytes, notesBytes),
                        reducer,
                        listener);
    }

    /** The migrations that it lacks, and all of its pages, become the first layer. */
    private void importFile(DocumentLog log) {
        if (existed) {
            throw new SqlSyncException(
                    ErrorCode.ALREADY_EXISTS, "There is a document \"" + id + "\" already.");
        }
        imported.load(reducer.schemaVersion(), pages);
        try {
            make(log);
        } catch (SqlException failure) {
            throw ImportedFile.unreadable(failure);
        }
        document.imported(imported);
    }

    @Override
    protected SqlSyncException explained(RuntimeException failure) {
        return failure instanceof SqlSyncException known
                ? known
                : new SqlSyncException(
                        ErrorCode.COORDINATOR_FAILED,
                        "The document can't be opened: " + failure.getMessage());
    }

    @Override
    protected void abandon(DocumentLog log, SqlSyncException failure) {
        if (beyondBytes == 0 || log.readOnly()) {
            super.abandon(log, failure);
            return;
        }
        // Its label says how large it is, so that it is not read again in vain.
        DocumentLabel before = DocumentLabel.decode(log.label());
        log.setLabel(
                new DocumentLabel(before.reducer(), beyondBytes, modified, before.migrations())
                        .encode());
        log.writeLabel(Completion.always(() -> super.abandon(log, failure)));
    }
}
