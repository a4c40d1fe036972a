package sqlsync.document.local;

import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.ByteReader;
import sqlsync.document.Abandoning;
import sqlsync.document.Document;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.DocumentLabel;
import sqlsync.document.DocumentServices;
import sqlsync.document.ReducerNames;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.document.StorageFailures;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.EntryType;
import sqlsync.journal.EntryVisitor;
import sqlsync.journal.JournalKind;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.reducer.Reducer;
import sqlsync.sqlite.SqlException;
import sqlsync.storage.Pages;

import java.util.Arrays;

/** From an id to an open document: recover the log, rebuild the pages, run migrations, flush. */
final class Opening implements EntryVisitor {
    private final DocumentServices services;
    private final String id;
    private final Reducer reducer;
    private boolean existed;

    /** What the document is to be made of; null where it is only opened, or made empty. */
    private final ImportRequest imported;

    private final DocumentCompletion<LocalDocument> done;
    private final Pages pages = new Pages(Document.PAGES_MAX);
    private final Sessions sessions = new Sessions();
    private long modified;
    private long layerBytes;
    private LocalDocument document;
    private byte[] labelOnDisk;
    private boolean synced;

    private Opening(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean existed,
            ImportRequest imported,
            DocumentCompletion<LocalDocument> done) {
        this.services = services;
        this.id = id;
        this.reducer = reducer;
        this.existed = existed;
        this.imported = imported;
        this.done = done;
    }

    static void start(
            DocumentServices services,
            String id,
            Reducer reducer,
            boolean create,
            ImportRequest imported,
            DocumentCompletion<LocalDocument> done) {
        boolean exists = services.pool().has(id);
        if (!exists && !create) {
            done.failed(
                    new SqlSyncException(
                            ErrorCode.NOT_FOUND,
                            "There is no document \""
                                    + id
                                    + "\" on this device, and create is false."));
            return;
        }
        Opening opening = new Opening(services, id, reducer, exists, imported, done);
        services.pool()
                .openLog(
                        id,
                        opening,
                        new Completion<>() {
                            @Override
                            public void succeeded(DocumentLog log) {
                                opening.recovered(log);
                            }

                            @Override
                            public void failed(StorageException failure) {
                                done.failed(StorageFailures.describe(failure));
                            }
                        });
    }

    @Override
    public void entry(JournalKind kind, Entry entry) {
        if (kind != JournalKind.STORAGE || !SettledHeader.isLocal(entry)) {
            synced = true;
            return;
        }
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        modified = LayerHeader.decode(in, sessions);
        load(SerializedPages.read(entry.array(), in.position(), in.remaining()));
        layerBytes = entry.type() == EntryType.FOLD ? 0 : layerBytes + entry.length();
    }

    private void load(SerializedPages layer) {
        byte[] page = new byte[Page.BYTES];
        int pagesBefore = pages.pageCount();
        pages.resize(Math.max(pagesBefore, layer.pageCount()));
        for (int i = 0; i < layer.size(); i++) {
            int number = layer.number(i);
            layer.page(i, number <= pagesBefore ? pages.page(number) : null, page, 0);
            pages.load(number, page, 0);
        }
        pages.resize(layer.pageCount());
    }

    private void recovered(DocumentLog log) {
        try {
            build(log);
            document.flush(
                    new DocumentCompletion<>() {
                        @Override
                        public void succeeded(Void nothing) {
                            label(log);
                        }

                        @Override
                        public void failed(SqlSyncException failure) {
                            abandon(log, failure);
                        }
                    });
        } catch (SqlSyncException failure) {
            abandon(log, failure);
        }
    }

    /** A crash must not take away what lists say of the document. */
    private void label(DocumentLog log) {
        byte[] label = document.label();
        if (log.readOnly() || Arrays.equals(label, labelOnDisk)) {
            done.succeeded(document);
            return;
        }
        log.setLabel(label);
        log.writeLabel(
                StorageFailures.described(
                        new DocumentCompletion<>() {
                            @Override
                            public void succeeded(Void nothing) {
                                done.succeeded(document);
                            }

                            @Override
                            public void failed(SqlSyncException failure) {
                                abandon(log, failure);
                            }
                        }));
    }

    private void build(DocumentLog log) {
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
        labelOnDisk = log.label();
        RecoveredDocument recovered =
                new RecoveredDocument(id, log, pages, sessions, modified, layerBytes);
        if (imported != null && !existed) {
            importFile(recovered);
            return;
        }
        document = new LocalDocument(recovered, services, reducer);
        if (!log.readOnly()) {
            document.migrate();
        } else if (document.recoverable() && document.lacksMigrations()) {
            // It may be written later, and nobody would look at its schema then.
            throw document.problem();
        }
    }

    private void importFile(RecoveredDocument recovered) {
        ImportedFile.load(imported, reducer.schemaVersion(), pages);
        try {
            document = new LocalDocument(recovered, services, reducer);
        } catch (SqlException failure) {
            throw ImportedFile.unreadable(failure);
        }
        document.imported(imported);
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

    private void abandon(DocumentLog log, SqlSyncException failure) {
        if (document != null) {
            document.letGo();
        }
        Abandoning.run(services, id, existed, log, () -> done.failed(failure));
    }
}
