package sqlsync.document.local;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.Document;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.ImportedFile;
import sqlsync.document.Opener;
import sqlsync.document.ReducerNames;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.JournalKind;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.SqlException;

/** Opens a {@link LocalDocument}, or creates it: empty, or from an imported file. */
final class LocalOpener extends Opener<LocalDocument> {
    /** What the document is to be made of; null where it is only opened, or made empty. */
    private final ImportRequest imported;

    private final Sessions sessions = new Sessions();
    private long modified;
    private boolean synced;

    private LocalOpener(
            DocumentServices services,
            String id,
            Reducer reducer,
            ImportRequest imported,
            Completion<LocalDocument, SqlSyncException> done) {
        super(services, id, reducer, Document.PAGES_MAX, done);
        this.imported = imported;
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            ImportRequest imported,
            Completion<LocalDocument, SqlSyncException> done) {
        LocalOpener opening = new LocalOpener(services, id, reducer, imported, done);
        if (!opening.existed && !create) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.NOT_FOUND,
                            "There is no document \""
                                    + id
                                    + "\" on this device, and create is false."));
            return;
        }
        opening.start(false);
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        if (kind != JournalKind.STORAGE || !SettledHeader.isLocal(entry)) {
            synced = true;
            return;
        }
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        modified = LayerHeader.decode(in, sessions);
        pages.adopt(SerializedPages.read(entry.array(), in.position(), in.remaining()));
        loaded(entry);
    }

    @Override
    protected void build(DocumentLog log) {
        if (imported != null && existed) {
            existed = !isUnborn(log);
            if (existed) {
                requireMadeBy(imported);
            }
        }
        if (synced || (existed && log.storage().id().isNone())) {
            throw new SqlSyncException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "The document \"" + id + "\" has a coordinator; open it with that.");
        }
        ReducerNames.require(id, existed, DocumentLabel.decode(log.label()), reducer);
        LocalDocument.Recovered recovered =
                new LocalDocument.Recovered(id, log, pages, sessions, modified, layerBytes);
        if (imported != null && !existed) {
            importFile(recovered);
        } else {
            document = new LocalDocument(recovered, services, reducer);
            document.migrateOnOpening();
        }
    }

    private void importFile(LocalDocument.Recovered recovered) {
        ImportedFile file = new ImportedFile(imported.file(), imported.schemaVersion());
        file.load(reducer.schemaVersion(), pages);
        try {
            document = new LocalDocument(recovered, services, reducer);
        } catch (SqlException failure) {
            throw ImportedFile.unreadable(failure);
        }
        document.imported(imported, file);
    }

    /** A worker may have made the log, and died before there was anything in it. */
    private static boolean isUnborn(DocumentLog log) {
        return log.storage().range().next() == 1
                && !log.storage().id().isNone()
                && !log.readOnly()
                && log.label().length == 0;
    }

    /** A worker may have made the document, and died before it could say so. */
    private void requireMadeBy(ImportRequest request) {
        if (sessions.outcome(request.session(), request.sequence()) == null) {
            throw LocalDocument.alreadyThere(id);
        }
    }
}
